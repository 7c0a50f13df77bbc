import { useTranslation } from 'react-i18next';
import { number } from '../../ui';

export interface Bar { label: string; value: number; /** What the standard would have, for a tick beside it. */ agreed?: number; over?: boolean }

const HEIGHT = 64;

/** Bars side by side, each with its words for a reader; those over a limit are orange. `limit` draws the agreed line. */
export function Columns({ bars, limit, title }: { bars: Bar[]; limit?: number; title: string }) {
  const { t } = useTranslation('figures');
  const most = Math.max(1, limit ?? 0, ...bars.map((bar) => bar.value));
  const width = 360 / Math.max(1, bars.length);
  const line = limit === undefined ? null : HEIGHT - (HEIGHT * limit) / most;
  const peak = bars.reduce<Bar | undefined>((best, bar) => (!best || bar.value > best.value ? bar : best), undefined);
  return (
    <svg className="fig-columns" viewBox={`0 0 360 ${HEIGHT + 1}`} preserveAspectRatio="none" role="img" aria-label={peak ? t('chart', { title, label: peak.label, value: number(peak.value) }) : title}>
      {bars.map((bar, at) => {
        const height = (HEIGHT * bar.value) / most;
        return <rect key={at} x={at * width + width * 0.1} width={width * 0.8} y={HEIGHT - height} height={Math.max(bar.value ? 1 : 0, height)} className={bar.over ? 'over' : undefined}><title>{`${bar.label}: ${number(bar.value)}`}</title></rect>;
      })}
      {line !== null && <path className="limit" d={`M0 ${line}H360`} />}
    </svg>
  );
}

/** Bars one below the other with names and numbers; a tick shows what the standard would have. */
export function Rows({ bars, share }: { bars: Bar[]; share?: boolean }) {
  const total = bars.reduce((sum, bar) => sum + bar.value, 0) || 1;
  const most = share ? total : Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={`fig-rows${share ? ' share' : ''}`}>
      {bars.map((bar) => (
        <li key={bar.label}>
          <span className="name">{bar.label}</span>
          <span className="track" aria-hidden="true">
            <i style={{ width: `${(100 * bar.value) / most}%` }} className={bar.over ? 'over' : undefined} />
            {bar.agreed !== undefined && <b style={{ left: `${bar.agreed}%` }} />}
          </span>
          <span className="num">{number(bar.value)}{share && <span className="t3"> {number(Math.round((100 * bar.value) / total))} / 100</span>}</span>
        </li>
      ))}
    </ul>
  );
}
