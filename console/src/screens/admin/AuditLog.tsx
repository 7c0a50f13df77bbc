import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { sourcesQuery } from '../../api/queries';
import { useStatus } from '../../api/status';
import type { AuditEntry, AuditList } from '../../api/types';
import { Button, EmptyState, Icon, Loading, moment, Problem } from '../../ui';
import { detailOf, nounOf } from './detail';
import css from './AuditLog.module.css';

function holds(entry: AuditEntry, text: string): boolean {
  const all = `${entry.actor_name} ${entry.actor} ${entry.what} ${entry.subject} ${entry.purpose} ${detailOf(entry.detail)}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/** Sources by name: an id says nothing to a person. Those that are gone keep their id. */
function useNames(): (id: string) => string {
  const { t } = useTranslation('admin');
  const { data } = useQuery({ ...sourcesQuery, refetchInterval: false });
  const names = new Map(data?.map((source) => [source.id, source.name]));
  return (id) => {
    const bare = id.replace(/^source:/, '');
    const name = names.get(bare) ?? bare;
    return bare === id ? name : t('source', { name });
  };
}

/** The append-only log, newest first: dense, searched, read page by page. */
export function AuditLog() {
  const { t } = useTranslation('admin');
  const [text, setText] = useState('');
  const named = useNames();
  // Times are the city's, and where that is comes with the status.
  useStatus();
  const wish = useDeferredValue(text.trim());
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => api.get<AuditList>('/audit', { cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const all = data?.pages.flatMap((page) => page.items) ?? [];
  const shown = wish ? all.filter((entry) => holds(entry, wish)) : all;
  return (
    <section className={css.screen} aria-label={t('title')}>
      <div className={css.head}>
        <h1>{t('title')}</h1>
        <span className="t2">{t('sentence')}</span>
        <label className={css.filter}>
          <Icon name="filter" size={15} />
          <input value={text} aria-label={t('filter')} placeholder={t('filterHint')} onChange={(event) => setText(event.currentTarget.value)} />
        </label>
      </div>
      <div className={`${css.rows} scroll`} tabIndex={0} role="group" aria-label={t('lines')}>
        {isPending && <Loading>{t('loading')}</Loading>}
        {error && <Problem error={error} retry={() => void refetch()} />}
        {data && shown.length > 0 && (
          <table className={css.table}>
            <thead>
              <tr>{['at', 'who', 'what', 'subject', 'detail', 'purpose'].map((name) => <th key={name} scope="col">{t(name)}</th>)}</tr>
            </thead>
            <tbody>
              {shown.map((entry) => (
                <tr key={entry.id}>
                  <td className="nw t2">{moment(entry.at)}</td>
                  <td className="nw">{entry.actor === 'platform' || !entry.actor ? <span className="t2">{t('platform')}</span> : entry.actor_name || named(entry.actor)}</td>
                  <td className="nw" title={entry.what}>{t(`act.${entry.what.replaceAll('.', '_')}`, { defaultValue: entry.what })}</td>
                  <td className={css.long} title={entry.subject}>{named(nounOf(entry))}</td>
                  <td className={`${css.long} t2`}>{detailOf(entry.detail)}</td>
                  <td className="nw t3" title={entry.purpose}>{t(`for.${entry.purpose.replaceAll('.', '_')}`, { defaultValue: entry.purpose })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {data && !shown.length && (
          <div className={css.empty}>
            <EmptyState title={wish ? t('noneFound', { text: wish }) : t('none')}>{wish ? null : t('noneText')}</EmptyState>
          </div>
        )}
        {hasNextPage && <div className={css.more}><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('older')}</Button></div>}
      </div>
    </section>
  );
}
