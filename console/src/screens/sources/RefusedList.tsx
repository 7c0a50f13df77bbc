import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page, Refused, Source } from '../../api/types';
import { Button, EmptyState, Loading, moment, number, Problem } from '../../ui';
import css from './Sources.module.css';

/** What the source sent that could not be taken: why, what to do, and the reading itself. */
export function RefusedList({ source }: { source: Source }) {
  const { t, i18n } = useTranslation('sources');
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['sources', source.id, 'refused', source.counts.refused, i18n.language],
    queryFn: ({ pageParam, signal }) => api.get<Page<Refused>>(`/sources/${source.id}/refused`, { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  if (isPending) return <div className={css.pad}><Loading /></div>;
  if (error) return <div className={css.pad}><Problem error={error} retry={() => void refetch()} /></div>;
  const items = data.pages.flatMap((page) => page.items);
  if (!items.length) return <div className={css.pad}><EmptyState title={t('refused.none')}>{t('refused.noneText')}</EmptyState></div>;
  return (
    <div className={css.refused}>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <details>
              <summary>
                <span className={css.what}>{item.problem}</span>
                <span className="meta">
                  {moment(item.at)}{item.field && <> · <code>{item.field}</code></>}{item.count > 1 && <> · {t('refused.count', { count: item.count, shown: number(item.count) })}</>}
                </span>
              </summary>
              {item.remedy && <p className="t2">{item.remedy}</p>}
              {item.sample && <pre className={css.code} tabIndex={0}>{item.sample}</pre>}
            </details>
          </li>
        ))}
      </ul>
      {hasNextPage && <div className={css.pad}><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('refused.more')}</Button></div>}
    </div>
  );
}
