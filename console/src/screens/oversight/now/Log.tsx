import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useMay, useSession } from '../../../api/session';
import { EmptyState, Loading, moment, Problem, time } from '../../../ui';
import { about, looks, said, type Entry } from './entries';
import css from './Now.module.css';

/** Lines read, and lines shown: an officer's own looks fill the newest ones and would push out what others did. */
const READ = 300;
const SHOWN = 60;

/** The newest lines of the log. Reading it is written down, so it is read once a visit and after each verification. */
export function Log() {
  const { t, i18n } = useTranslation('oversight');
  const sees = useMay('see_audit');
  const me = useSession()?.person.id ?? '';
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['audit-newest', i18n.language],
    queryFn: ({ signal }) => api.get<{ items: Entry[] }>('/audit', { limit: READ }, signal),
    enabled: sees,
    staleTime: Infinity,
  });
  const shown = data?.items.filter((entry) => !looks(entry, me)).slice(0, SHOWN);
  return (
    <div className={`${css.log} scroll`} tabIndex={0} role="group" aria-label={t('log.newest')}>
      {!sees && <EmptyState title={t('log.mayNot')} />}
      {sees && isPending && <Loading>{t('log.loading')}</Loading>}
      {error && <Problem error={error} retry={() => void refetch()} />}
      <ul>
        {shown?.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at} title={moment(entry.at)}>{time(entry.at, true)}</time>
            <span>{said(entry, t)}</span>
            <span className="meta">{about(entry, t)}{entry.hash && <code>{entry.hash.slice(0, 4)}…{entry.hash.slice(-2)}</code>}</span>
          </li>
        ))}
      </ul>
      {data && <p className={`${css.note} meta`}>{t('log.own')}</p>}
    </div>
  );
}
