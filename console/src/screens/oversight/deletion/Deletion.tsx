import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { number } from '../../../ui';
import { keysQuery, locksQuery, retentionQuery } from './api';
import css from './Deletion.module.css';
import { Locks } from './Locks';
import { Periods } from './Periods';
import { Receipts } from './Receipts';

/** What is kept for how long, what somebody keeps longer, and the proof of what went. */
export function Deletion() {
  const { t, i18n } = useTranslation('deletion');
  const periods = useQuery(retentionQuery(i18n.language));
  const locks = useQuery(locksQuery(i18n.language));
  const keys = useQuery(keysQuery);
  const due = (periods.data ?? []).reduce((sum, one) => sum + (one.of ? 0 : (one.due ?? 0)), 0);
  const kept = (locks.data ?? []).filter((one) => one.active).length;
  return (
    <div className={`${css.pane} scroll`} tabIndex={0} role="group" aria-label={t('title')}>
      {periods.data && (
        <div>
          <p className={css.say}>{due === 0 ? t('say.well') : t(kept ? 'say.kept' : 'say.due', { count: due, shown: number(due) })}</p>
          <p className="meta">
            {t('locked', { count: kept, shown: number(kept) })}{' '}
            {keys.data && t('keys', { live: number(keys.data.live), destroyed: number(keys.data.destroyed) })}
          </p>
        </div>
      )}
      <Periods query={periods} />
      <Locks query={locks} />
      <Receipts />
    </div>
  );
}
