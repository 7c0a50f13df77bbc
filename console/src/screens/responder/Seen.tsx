import { useTranslation } from 'react-i18next';
import type { SeenOut } from '../../api/generated';
import { moment, SeverityBadge, shapeOf } from '../../ui';
import css from './Seen.module.css';

/** Exactly what the responder will see, before it is shared. */
export function Seen({ seen, who }: { seen: SeenOut; who: string }) {
  const { t } = useTranslation('responder');
  return (
    <figure className={css.seen}>
      <figcaption className="meta">{t('seen')}</figcaption>
      <p className="meta">{t('desk', { desk: seen.desk, who: who || '…' })} · {t('until', { at: moment(seen.expires_at) })}</p>
      <p className={css.row}><SeverityBadge shape={shapeOf(seen.severity as 'high')} size={16} /><span className="t2">{seen.kind}</span></p>
      <b>{seen.title}</b>
      {seen.why && <p>{seen.why}</p>}
      {seen.place && <p className="t2">{seen.place}{seen.on_map && `, ${t('onMap')}`}</p>}
      {seen.picture && <p className="t2">{t('onPicture', { title: seen.picture })}</p>}
      <p className="meta">{moment(seen.seen_at)} · {t(seen.confirmed ? 'certain' : 'uncertain')}</p>
      {seen.instruction && <blockquote className={css.order}><b>{seen.instruction}</b><span className="meta">{seen.by}</span></blockquote>}
      {seen.phone && <p className="meta">{seen.phone}</p>}
    </figure>
  );
}
