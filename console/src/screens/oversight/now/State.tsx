import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReceiptsOut, StatisticsOut } from '../../../api/generated';
import { date, moment, number, Panel, SeverityShape, time } from '../../../ui';
import type { Assessment } from '../types';
import { useOptional } from '../waiting';
import css from './Now.module.css';

/** Every assessment with how long it holds; what does not hold stands first, in violet. */
export function AssessmentsPanel({ assessments }: { assessments: Assessment[] }) {
  const { t } = useTranslation('oversight');
  const sorted = assessments.filter((one) => one.state !== 'not_needed').sort((a, b) => Number(a.state === 'valid') - Number(b.state === 'valid') || a.name.localeCompare(b.name));
  return (
    <Panel title={t('assessments.title')} end={t('assessments.until')}>
      {sorted.length === 0 && <p className="t2">{t('assessments.none')}</p>}
      <ul className={css.list}>
        {sorted.map((one) => (
          <li key={one.subject}>
            <Link className={css.clip} to="/oversight" search={{ tab: 'assessments', assessment: one.subject }}>{one.name}</Link>
            {one.state === 'valid'
              ? <span className="t2">{one.valid_until ? date(one.valid_until) : t('assessments.open')}{one.demonstration && ` · ${t('assessments.demonstration')}`}</span>
              : <span className="vio nw"><SeverityShape shape="blind" size={13} bare /> {one.state === 'stale' && one.stale_since ? t('assessments.stale', { at: time(one.stale_since) }) : t(`assessments.state.${one.state}`, { defaultValue: one.state })}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Confirmations faster than anybody reads, by tool, never by person. */
export function QuickPanel() {
  const { t } = useTranslation('oversight');
  const data = useOptional<StatisticsOut>(['oversight', 'quick'], '/oversight/statistics', { days: 30 }, 60_000);
  if (!data) return null;
  const tools = data.tools.filter((one) => one.enough && one.quick !== null);
  const limit = number(100 * data.watch_above);
  return (
    <Panel title={t('quick.title', { seconds: number(data.quick_s) })} end={t('quick.end', { limit })}>
      <div className={css.quick} style={{ ['--limit' as string]: `${100 * data.watch_above}%` }}>
        {tools.map((one) => {
          const share = Math.round(100 * (one.quick ?? 0));
          return (
            <div key={one.tool} className={css.quickRow}>
              <span className={css.clip}>{one.name}</span>
              <span className={css.track} aria-hidden="true"><i className={one.watch ? css.hot : undefined} style={{ width: `${share}%` }} /></span>
              <span className={`num ${one.watch ? css.over : ''}`}>{t('quick.percent', { value: number(share) })}{one.watch && <span className="sr"> {t('quick.watch')}</span>}</span>
            </div>
          );
        })}
      </div>
      <p className="meta">{tools.length ? t('quick.note') : t('quick.few')}</p>
    </Panel>
  );
}

/** The last things that were deleted. */
export function DeletionPanel() {
  const { t } = useTranslation('oversight');
  const data = useOptional<ReceiptsOut>(['retention', 'newest'], '/retention/receipts', { limit: 3 }, 60_000);
  if (!data) return null;
  return (
    <Panel title={t('deletion.title')}>
      {data.items.length === 0 && <p className="t2">{t('deletion.none')}</p>}
      {data.items.slice(0, 3).map((one) => (
        <p key={one.id}>
          {t('deletion.line', { count: one.items, items: number(one.items), title: one.title })}
          <span className="meta"> {moment(one.at)}{one.kept ? `, ${t('deletion.kept', { count: one.kept })}` : ''}</span>
        </p>
      ))}
    </Panel>
  );
}
