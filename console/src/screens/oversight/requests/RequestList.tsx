import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { SubjectRequestOut } from '../../../api/generated';
import { day } from '../../../ui';
import css from './Requests.module.css';

/** Requests by what is due first; nobody's name stands here. */
export function RequestList({ requests, chosen, onChoose }: { requests: SubjectRequestOut[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation('rights');
  return (
    <ul className={css.list}>
      {requests.map((one) => (
        <li key={one.id} className={one.id === chosen ? css.chosen : undefined} onClick={() => onChoose(one.id)}>
          <button type="button" aria-current={one.id === chosen || undefined}>{t(`kind.${one.kind}`)}</button>
          <span className={`meta ${css.end}`}>{one.number}</span>
          <span className={`${css.due} ${one.state === 'open' && one.late ? css.over : 't2'}`}>{left(one, t)}</span>
          <span className={`meta ${css.end}`}>{t('received', { at: day(one.received_at) })}{one.extended && ` · ${t('extended')}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** How much time is left, in words. */
export function left(one: SubjectRequestOut, t: TFunction<'rights'>): string {
  if (one.state === 'closed') return t(`outcome.${one.outcome ?? 'withdrawn'}`);
  if (one.late) return t('late', { count: Math.max(1, -one.days_left) });
  return one.days_left === 0 ? t('today') : t('left', { count: one.days_left });
}
