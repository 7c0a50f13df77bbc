import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { ShareOut, StatisticsOut } from '../../../api/generated';
import { EmptyState, Loading, number, Problem } from '../../../ui';
import { Pauses } from './Pauses';
import css from './Statistics.module.css';

const SPANS = [7, 30, 90, 366];

/** How people judge: the share of confirmations that came faster than anybody reads, by tool, never by person. */
export function Statistics() {
  const { t, i18n } = useTranslation('judging');
  const [days, setDays] = useState(30);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['oversight', 'statistics', days, i18n.language],
    queryFn: ({ signal }) => api.get<StatisticsOut>('/oversight/statistics', { days }, signal),
    refetchInterval: 60_000,
  });
  const watched = data?.tools.filter((one) => one.watch) ?? [];
  const said = data?.tools.some((one) => one.enough) ?? false;
  return (
    <div className={`${css.pane} scroll`} tabIndex={0} role="group" aria-label={t('title')}>
      <section className={css.part} aria-labelledby="judging-title">
        <div className={css.head}>
          <h2 id="judging-title">{t('title')}</h2>
          <div className="tabs" role="group" aria-label={t('span.label')}>
            {SPANS.map((one) => <button key={one} type="button" aria-pressed={days === one} className={days === one ? 'on' : undefined} onClick={() => setDays(one)}>{t(`span.${one}`)}</button>)}
          </div>
        </div>
        {isPending && <Loading>{t('loading')}</Loading>}
        {error && <Problem error={error} retry={() => void refetch()} />}
        {data && data.tools.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
        {data && data.tools.length > 0 && (
          <>
            <p className={css.say}>{watched.length ? t('say.watch', { count: watched.length, tools: watched.map((one) => one.name).join(', ') }) : t(said ? 'say.well' : 'say.few')}</p>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('column.tool')}</th>
                  <th scope="col">{t('column.quick', { seconds: number(data.quick_s) })}</th>
                  <th scope="col" className="num">{t('column.confirmed')}</th>
                  <th scope="col" className="num">{t('column.median')}</th>
                  <th scope="col" className="num">{t('column.unopened')}</th>
                  <th scope="col" className="num">{t('column.rejected')}</th>
                </tr>
              </thead>
              <tbody>{data.tools.map((one) => <Row key={one.tool} one={one} least={data.least} limit={data.watch_above} />)}</tbody>
            </table>
            <p className="meta">{t('note', { least: number(data.least), limit: number(100 * data.watch_above) })}</p>
          </>
        )}
      </section>
      <Pauses />
    </div>
  );
}

function Row({ one, least, limit }: { one: ShareOut; least: number; limit: number }) {
  const { t } = useTranslation('judging');
  const share = (value: number | null) => (value === null ? '–' : t('percent', { value: number(Math.round(100 * value)) }));
  return (
    <tr>
      <th scope="row">{one.name}</th>
      {one.enough ? (
        <>
          <td>
            <span className={css.quick}>
              <span className={css.track} aria-hidden="true"><i style={{ width: `${100 * (one.quick ?? 0)}%` }} className={one.watch ? css.hot : undefined} /><b style={{ left: `${100 * limit}%` }} /></span>
              <span className={`${css.value} ${one.watch ? css.over : ''}`}>{share(one.quick)}{one.watch && <span className={css.word}> {t('watch')}</span>}</span>
            </span>
          </td>
          <td className="num">{number(one.confirmed ?? 0)}</td>
          <td className="num">{one.median_s === null ? '–' : t('seconds', { value: number(one.median_s, 2) })}</td>
          <td className="num">{share(one.unopened)}</td>
          <td className="num">{share(one.rejected_share)}</td>
        </>
      ) : (
        <td colSpan={5} className="t3">{t('few', { least: number(least) })}</td>
      )}
    </tr>
  );
}
