import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { address, api } from '../../api/client';
import type { FiguresOut } from '../../api/generated';
import { EmptyState, Loading, moment, number, Problem } from '../../ui';
import { Lines } from './Lines';
import { Cards } from './Cards';
import './figures.css';

/** Shares that are not judged while there are few alerts: one of one is a hundred in a hundred. */
const NEED_MANY = ['priorities', 'busiest'];
const SPANS: Record<string, number> = { '8h': 8, '24h': 24, '7d': 168, '30d': 720, '90d': 2160 };

/** The beginning and end asked for: one of the usual spans, or days of one's own. */
function period(search: Record<string, string | undefined>): { from: string; to: string } {
  const own = (text: string | undefined, more: number) => {
    const at = text ? Date.parse(`${text}T00:00:00`) : Number.NaN;
    return Number.isNaN(at) ? '' : new Date(at + more).toISOString();
  };
  if (search.from) return { from: own(search.from, 0), to: own(search.to ?? search.from, 86_400_000) };
  const hours = SPANS[search.span ?? '24h'] ?? 24;
  // whole minutes, so that the same question has the same address for a while
  const end = Math.floor(Date.now() / 60_000) * 60_000;
  return { from: new Date(end - hours * 3_600_000).toISOString(), to: '' };
}

function useSentence(): (found: FiguresOut) => string {
  const { t } = useTranslation('figures');
  return (found) => {
    const { per_hour_mean: mean, shown } = found.whole;
    if (!shown) return t('say.none');
    const stand = found.judged.find((one) => one.id === 'per_hour')?.stand ?? 'none';
    const over = found.judged.filter((one) => one.stand === 'over').length;
    const unjudged = found.judged.filter((one) => one.stand === 'none' && NEED_MANY.includes(one.id)).length > 0;
    const limits = over ? t('say.more', { count: over }) : t(unjudged ? 'say.wellSoFar' : 'say.well');
    return [t(`say.${stand}`, { mean: number(mean, 2) }), limits, unjudged ? t('say.few') : ''].filter(Boolean).join(' ');
  };
}

/** How the queue has been: figures after ISA-18.2 and EEMUA 191 with their limits, for a desk, a tool or the agency. */
export function Figures() {
  const { t, i18n } = useTranslation('figures');
  const search = useSearch({ from: '/shell/figures' });
  const go = useNavigate();
  const set = (to: Record<string, string | undefined>) => void go({ to: '/figures', search: { ...search, ...to }, replace: true });
  const { desk = '', tool = '' } = search;
  const asked = { ...period(search), desk, tool };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['figures', search, i18n.language],
    queryFn: ({ signal }) => api.get<FiguresOut>('/figures', { ...period(search), desk, tool }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const sentence = useSentence();
  return (
    <div className="fig scroll" tabIndex={0} role="group" aria-label={t('title')}>
      <header className="fig-head">
        <h1>{t('title')}</h1>
        <div className="fig-choose">
          <select aria-label={t('desk')} value={desk} onChange={(event) => set({ desk: event.currentTarget.value || undefined })}>
            <option value="">{t('allDesks')}</option>
            {data?.known_desks.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
          <select aria-label={t('tool')} value={tool} onChange={(event) => set({ tool: event.currentTarget.value || undefined })}>
            <option value="">{t('allTools')}</option>
            {data?.known_tools.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
          <div className="tabs" role="group" aria-label={t('span.label')}>
            {Object.keys(SPANS).map((span) => (
              <button key={span} type="button" aria-pressed={!search.from && (search.span ?? '24h') === span} className={!search.from && (search.span ?? '24h') === span ? 'on' : undefined} onClick={() => set({ span, from: undefined, to: undefined })}>{t(`span.${span}`)}</button>
            ))}
          </div>
          <label>{t('from')}<input type="date" value={search.from ?? ''} onChange={(event) => set({ from: event.currentTarget.value || undefined })} /></label>
          <label>{t('to')}<input type="date" value={search.to ?? ''} disabled={!search.from} onChange={(event) => set({ to: event.currentTarget.value || undefined })} /></label>
          <a className="btn" href={address('/figures/export', { ...asked, format: 'csv' })} download>CSV</a>
          <a className="btn" href={address('/figures/export', { ...asked, format: 'json', locale: i18n.language })} download>JSON</a>
        </div>
      </header>
      {isPending && <Loading>{t('loading')}</Loading>}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <p className="fig-say">{sentence(data)}</p>
          <p className="meta">{t('period', { from: moment(data.since), to: moment(data.until) })} {t('clock')} {t('persons')}</p>
          {data.whole.raised === 0 ? <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState> : <Cards found={data} />}
          <Lines found={data} />
        </>
      )}
    </div>
  );
}
