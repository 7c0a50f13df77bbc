import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { SearchOut } from '../../api/generated/types.gen';
import { EmptyState, Icon, Loading, number, Problem } from '../../ui';
import { GuidePage } from './GuidePage';
import { Hit } from './Hit';
import css from './Search.module.css';
import { KINDS, SPANS, since, type Kind, type Span } from './spans';
import { Views } from './Views';

interface Wish { q: string; kind: Kind | ''; span: Span; page: string; tool: string }

/** The address holds the whole search, so that it can be sent, kept as a view and gone back to. */
function useWish(): [Wish, (change: Partial<Wish>) => void] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const go = useNavigate();
  const wish: Wish = {
    q: search.q ?? '',
    kind: KINDS.find((kind) => kind === search.kind) ?? '',
    span: SPANS.find((span) => span === search.span) ?? 'all',
    page: search.page ?? '',
    tool: search.tool ?? '',
  };
  const change = (next: Partial<Wish>) => {
    const whole = { ...wish, page: '', tool: '', ...next };
    const kept = Object.fromEntries(Object.entries(whole).filter(([name, value]) => value !== '' && !(name === 'span' && value === 'all')));
    void go({ to: '/search', search: kept, replace: true });
  };
  return [wish, change];
}

/** Everything people read and write, by its words in three languages. */
export function Search() {
  const { t, i18n } = useTranslation('search');
  const [wish, change] = useWish();
  const [text, setText] = useState(wish.q);
  // The address follows the typing a little later: its echo must not undo what was typed in between.
  const echo = useRef<string[]>([]);
  useLayoutEffect(() => {
    const at = echo.current.indexOf(wish.q);
    echo.current = echo.current.slice(at + 1);
    if (at < 0) setText(wish.q);
  }, [wish.q]);
  const type = (words: string) => {
    if (words !== wish.q) echo.current.push(words);
    setText(words);
    change({ q: words });
  };
  const q = useDeferredValue(wish.q.trim());
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['search', i18n.language, q, wish.kind, wish.span],
    queryFn: ({ signal }) => api.get<SearchOut>('/search', { q, kinds: wish.kind, from: since(wish.span, Date.now()), limit: 50 }, signal),
    enabled: q.length > 1,
    placeholderData: (before) => before,
  });
  const total = Object.values(data?.totals ?? {}).reduce((sum, one) => sum + one, 0);
  return (
    <section className={css.screen} aria-label={t('title')}>
      <div className={css.side}>
        <h1>{t('title')}</h1>
        <form role="search" onSubmit={(event) => { event.preventDefault(); change({ q: text }); }}>
          <label className={css.field}>
            <Icon name="search" size={16} />
            <input
              autoFocus
              value={text}
              aria-label={t('title')}
              placeholder={t('hint')}
              onChange={(event) => type(event.currentTarget.value)}
            />
          </label>
        </form>
        <div className={css.group} role="group" aria-label={t('kinds')}>
          {(['', ...KINDS] as const).map((kind) => (
            <button key={kind} type="button" aria-pressed={wish.kind === kind} className={wish.kind === kind ? css.on : ''} onClick={() => change({ kind })}>
              {kind === '' ? t('everything') : t(`kind.${kind}`)}
              <span className="num">{q.length > 1 && data ? number(kind === '' ? total : (data.totals[kind] ?? 0)) : ''}</span>
            </button>
          ))}
        </div>
        <div className={css.spans} role="group" aria-label={t('when')}>
          {SPANS.map((span) => (
            <button key={span} type="button" aria-pressed={wish.span === span} className={wish.span === span ? css.on : ''} onClick={() => change({ span })}>{t(`span.${span}`)}</button>
          ))}
        </div>
        <Views screen="search" query={{ q: wish.q, kind: wish.kind, span: wish.span }} onOpen={(query) => change({ q: query.q ?? '', kind: (query.kind ?? '') as Kind, span: (query.span ?? 'all') as Span })} />
      </div>
      <div className={`${css.list} scroll`} tabIndex={0} role="region" aria-label={t('results')} aria-busy={isFetching}>
        {error && <Problem error={error} retry={() => void refetch()} />}
        {q.length < 2 && <EmptyState title={t('start')}>{t('startText')}</EmptyState>}
        {q.length > 1 && !data && !error && <Loading>{t('loading')}</Loading>}
        {q.length > 1 && data && data.items.length === 0 && <EmptyState title={t('none', { text: q })}>{t('noneText')}</EmptyState>}
        {q.length > 1 && data && data.items.length > 0 && (
          <>
            <p className="meta" role="status">{t('found', { count: total, n: number(total) })}</p>
            <ul>{data.items.map((hit) => <Hit key={`${hit.kind}.${hit.id}`} hit={hit} words={data.words} q={wish.q} />)}</ul>
          </>
        )}
      </div>
      {wish.page && <GuidePage page={wish.page} tool={wish.tool} onClose={() => change({ page: '', tool: '' })} />}
    </section>
  );
}
