import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FiguresOut } from '../../api/generated';
import { age, day, number, time } from '../../ui';
import { Columns, Rows, type Bar } from './Bars';

/** Hours are put together by days where there are very many. */
function hourly(found: FiguresOut, counts: number[]): Bar[] {
  const label = (at: string) => `${day(at)} ${time(at)}`;
  if (counts.length <= 24 * 8) return counts.map((value, at) => ({ label: label(found.hours[at] ?? ''), value, over: value > 12 }));
  const days = new Map<string, number>();
  counts.forEach((value, at) => {
    const name = day(found.hours[at] ?? '');
    days.set(name, Math.max(days.get(name) ?? 0, value));
  });
  return [...days].map(([name, value]) => ({ label: name, value, over: value > 12 }));
}

function Card({ found, id, value, beside, children }: { found: FiguresOut; id: string; value: ReactNode; beside?: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation('figures');
  const judged = found.judged.find((one) => one.id === id);
  const stand = judged?.stand ?? 'none';
  return (
    <section className={`fig-card is-${stand}`}>
      <h2>{t(`name.${id}`)}</h2>
      <p className="value"><b>{value}</b> {stand !== 'none' && <span className="stand">{t(`stand.${stand}`)}</span>} {beside && <span className="t2">{beside}</span>}</p>
      {children}
      <p className="meta">{judged?.words}</p>
    </section>
  );
}

/** Every figure with its number, its limit in words, and a small drawing. */
export function Cards({ found }: { found: FiguresOut }) {
  const { t } = useTranslation('figures');
  const { whole } = found;
  const seconds = (value: number | null) => (value === null ? '–' : age(value * 1000));
  const ofHundred = (value: number | null) => (value === null ? '–' : t('ofHundred', { value: number(100 * value, 2) }));
  const judged = whole.verdicts.confirmed! + whole.verdicts.rejected! + whole.verdicts.duplicate!;
  const tens: Bar[] = found.tens.slice(1).map((value, at) => ({ label: at + 1 > 10 ? t('moreThanTen') : t('count', { count: at + 1 }), value, over: at + 1 > 10 }));
  const waits: Bar[] = found.waits.map(([end, value], at) => ({ label: end ? t('upTo', { time: age(end * 1000) }) : t('longer', { time: age((found.waits[at - 1]?.[0] ?? 0) * 1000) }), value }));
  return (
    <div className="fig-grid">
      <Card found={found} id="per_hour" value={number(whole.per_hour_mean, 2)} beside={t('most', { value: number(whole.per_hour_most) })}>
        <Columns title={t('name.per_hour')} bars={hourly(found, found.shown)} limit={6} />
      </Card>
      <Card found={found} id="per_ten" value={number(whole.per_ten_mean, 2)} beside={t('most', { value: number(whole.per_ten_most) })}>
        <Columns title={t('windows')} bars={tens} />
      </Card>
      <Card found={found} id="floods" value={ofHundred(whole.flood_share)} beside={t('floods', { floods: number(whole.floods), windows: number(whole.windows) })} />
      <Card found={found} id="acknowledge" value={seconds(whole.acknowledge_median_s)} beside={whole.acknowledged ? t('p95', { value: seconds(whole.acknowledge_p95_s), count: whole.shown - whole.acknowledged }) : t('notYet', { count: whole.shown })}>
        {whole.acknowledged > 0 && <Rows bars={waits} />}
      </Card>
      <Card found={found} id="priorities" value={t('priorities', { value: ['low', 'medium', 'high'].map((name) => number(Math.round((100 * whole.priorities[name]!) / Math.max(1, whole.shown)))).join(' / ') })}>
        <Rows share bars={[['low', 80], ['medium', 15], ['high', 5]].map(([name, agreed]) => ({ label: t(`priority.${name}`), value: whole.priorities[name as string] ?? 0, agreed: agreed as number }))} />
      </Card>
      <Card found={found} id="verdicts" value={judged ? ofHundred(whole.verdicts.confirmed! / judged) : '–'} beside={t('judged', { count: judged })}>
        {judged > 0 && <Rows share bars={['confirmed', 'rejected', 'duplicate'].map((name) => ({ label: t(`verdict.${name}`), value: whole.verdicts[name] ?? 0 }))} />}
      </Card>
      <Card found={found} id="held" value={number(whole.held)} beside={t('ofRaised', { count: whole.raised })}>
        <Columns title={t('name.held')} bars={hourly(found, found.kept_back).map((bar) => ({ ...bar, over: false }))} />
        <Rows bars={found.held.slice(0, 5).map((one) => ({ label: one.name, value: one.count }))} />
      </Card>
      <Card found={found} id="busiest" value={ofHundred(whole.busiest_share)}>
        <Rows bars={found.busiest.map((one) => ({ label: [one.title, one.place].filter(Boolean).join(', '), value: one.count }))} />
      </Card>
      <div className="fig-three">
        <Card found={found} id="chattering" value={number(whole.chattering)} />
        <Card found={found} id="fleeting" value={number(whole.fleeting)} />
        <Card found={found} id="stale" value={number(whole.stale)} />
      </div>
    </div>
  );
}
