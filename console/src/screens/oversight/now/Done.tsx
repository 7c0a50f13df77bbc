import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useMay, useSession } from '../../../api/session';
import { useStatus } from '../../../api/status';
import { time } from '../../../ui';
import { zoneOffset } from '../../../ui/format';
import { TABS } from '../tabs';
import { decides, said, type Entry } from './entries';
import css from './Now.module.css';

const DAY = 86_400_000;

/** What I decided today, from the log. */
export function Done() {
  const { t, i18n } = useTranslation('oversight');
  const me = useSession()?.person.id;
  const sees = useMay('see_audit');
  const wall = useStatus()?.clock.wall;
  const at = wall ? Date.parse(wall) : undefined;
  const midnight = at === undefined ? '' : new Date(Math.floor((at + zoneOffset(at)) / DAY) * DAY - zoneOffset(at)).toISOString();
  const { data } = useQuery({
    queryKey: ['oversight-done', me, midnight, i18n.language],
    queryFn: ({ signal }) => api.get<{ items: Entry[] }>('/audit', { actor: `person:${me}`, from: midnight, limit: 50 }, signal),
    enabled: sees && me !== undefined && midnight !== '',
    staleTime: Infinity,
  });
  const mine = data?.items.filter((entry) => decides(entry)).slice(0, 8) ?? [];
  if (!mine.length) return null;
  return (
    <div className={css.done}>
      <h2 className="sec">{t('done.title')}<span className="end">{TABS.some((tab) => tab.id === 'audit') && <Link className="link" to="/oversight" search={{ tab: 'audit' }}>{t('done.all')}</Link>}</span></h2>
      <ul>{mine.map((entry) => <li key={entry.id}><time dateTime={entry.at}>{time(entry.at)}</time><span>{said(entry, t)}</span></li>)}</ul>
    </div>
  );
}
