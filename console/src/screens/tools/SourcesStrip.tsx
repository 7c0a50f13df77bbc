import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sensorsQuery } from '../../api/queries';
import { useStatus } from '../../api/status';
import { compact, number } from '../../ui';
import { byKind, type KindCount } from './kinds';
import css from './Tools.module.css';

const DOTS = 72;

function Dots({ kind }: { kind: KindCount }) {
  // Beyond what fits, every dot stands for several sensors; the unseen ones are never rounded away.
  const share = Math.max(1, Math.ceil(kind.total / DOTS));
  const count = (of: number) => Math.ceil(of / share);
  const blind = count(kind.blind);
  const late = count(kind.late);
  const fresh = Math.max(0, count(kind.total) - blind - late);
  return (
    <div className={css.dots} aria-hidden="true">
      {Array.from({ length: fresh }, (_, place) => <i key={`f${place}`} />)}
      {Array.from({ length: late }, (_, place) => <i key={`l${place}`} className={css.late} />)}
      {Array.from({ length: blind }, (_, place) => <i key={`b${place}`} className={css.blind} />)}
    </div>
  );
}

/** What the city's sensors see, by kind, at the foot of the tools. */
export function SourcesStrip() {
  const { t } = useTranslation('tools');
  const { data } = useQuery({ ...sensorsQuery, refetchInterval: 30_000 });
  const status = useStatus();
  if (!data || !data.ids.length) return null;
  const kinds = byKind(data.kinds, data.states).slice(0, 6);
  const sensors = status?.sensors;
  return (
    <div className={css.strip}>
      <h2 className="sec">
        {t('strip.title')}
        <span className="end">
          <Link className="link" to="/sources">
            {t('strip.see', { seeing: number(sensors?.seeing ?? 0), total: number(sensors?.total ?? data.ids.length) })}
          </Link>
        </span>
      </h2>
      <div className={css.kinds}>
        {kinds.map((kind) => (
          <div key={kind.kind}>
            <div className={css.kind}><b>{compact(kind.total)}</b><span className="t2">{t(`ui:kind.${kind.kind}`, { defaultValue: t('ui:kind.other') })}</span></div>
            <Dots kind={kind} />
            <p className={`meta ${kind.blind + kind.late ? 'vio' : ''}`}>
              {kind.blind + kind.late === 0
                ? t('strip.fresh')
                : [kind.blind ? t('strip.blind', { count: kind.blind }) : '', kind.late ? t('strip.late', { count: kind.late }) : ''].filter(Boolean).join(', ')}
            </p>
          </div>
        ))}
      </div>
    </div>
  );
}
