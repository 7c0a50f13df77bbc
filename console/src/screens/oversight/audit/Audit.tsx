import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useMay } from '../../../api/session';
import { useStatus } from '../../../api/status';
import { Button, EmptyState, Icon, Loading, Problem } from '../../../ui';
import { OPERATIONS, query, type Line, type Wish } from './api';
import css from './Audit.module.css';
import { Chain } from './Chain';
import { Row } from './Row';

const NOTHING: Wish = { text: '', operation: '', from: '', to: '' };

/** Who did what, when and why, in sentences; searched, taken out, and proved to be whole. */
export function Audit() {
  const { t, i18n } = useTranslation('audit');
  const [draft, setDraft] = useState(NOTHING);
  const [wish, setWish] = useState(NOTHING);
  const [problem, setProblem] = useState<unknown>(null);
  const takes = useMay('export');
  // Times are the city's, and where that is comes with the status.
  useStatus();
  const asked = query(wish);
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit', i18n.language, asked],
    queryFn: ({ pageParam, signal }) => api.get<{ items: Line[]; next: string | null }>('/audit', { ...asked, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Infinity,
  });
  const lines = data?.pages.flatMap((page) => page.items) ?? [];
  const set = (change: Partial<Wish>) => setDraft((now) => ({ ...now, ...change }));
  // A search is written into the log, so it begins when it is asked for, not at each letter.
  const look = () => { setWish(draft); if (JSON.stringify(draft) === JSON.stringify(wish)) void refetch(); };
  const take = () => { setProblem(null); api.download('/audit.csv', 'audit.csv', { ...asked, locale: i18n.language }).catch(setProblem); };
  return (
    <div className={css.pane}>
      <div className={`${css.rows} scroll`} tabIndex={0} role="group" aria-label={t('lines')}>
        <form className={css.find} role="search" onSubmit={(event) => { event.preventDefault(); look(); }}>
          <label className={css.words}>
            <Icon name="search" size={15} />
            <input value={draft.text} maxLength={200} aria-label={t('find')} placeholder={t('hint')} onChange={(event) => set({ text: event.currentTarget.value })} />
          </label>
          <select className={css.field} aria-label={t('operation')} value={draft.operation} onChange={(event) => set({ operation: event.currentTarget.value })}>
            <option value="">{t('all')}</option>
            {OPERATIONS.map((id) => <option key={id} value={id}>{t(`operations.${id}`)}</option>)}
          </select>
          <label className={css.day}>{t('from')}<input className={css.field} type="date" value={draft.from} onChange={(event) => set({ from: event.currentTarget.value })} /></label>
          <label className={css.day}>{t('to')}<input className={css.field} type="date" value={draft.to} onChange={(event) => set({ to: event.currentTarget.value })} /></label>
          <Button type="submit">{t('look')}</Button>
          <Button icon="download" disabled={!takes} title={takes ? undefined : t('mayNotTake')} onClick={take}>{t('take')}</Button>
        </form>
        {problem !== null && <Problem error={problem} />}
        {isPending && <Loading>{t('loading')}</Loading>}
        {error && <Problem error={error} retry={() => void refetch()} />}
        {lines.length > 0 && <ul className={css.list}>{lines.map((line) => <Row key={line.id} line={line} />)}</ul>}
        {data && lines.length === 0 && <EmptyState title={t('none')}>{t('noneText')}</EmptyState>}
        {hasNextPage && <div className={css.more}><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('older')}</Button></div>}
      </div>
      <Chain />
    </div>
  );
}
