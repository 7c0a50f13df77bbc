import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { reading, ticks, whole } from '../screens/operations/logic/numbers';
import { time as clock, zoneOffset } from '../ui';
import { bandPath, linePath, nearestIndex, rangeOf, timeTicks, type Point, type Value } from './scale';

export interface ChartProps {
  title: string;
  unit: string;
  time: number[];
  observed: Value[];
  expected?: Value[] | null;
  low?: Value[] | null;
  high?: Value[] | null;
  /** Where the deviation starts, ms UTC. */
  from?: number | null;
  /** The point that is told of elsewhere, ms UTC: it is the marked one, so that both say the same figures. */
  at?: number | null;
  /** Token of the deviation's colour: crit, high, med or low. */
  severity?: string;
  height?: number;
}

const LEFT = 42;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 20;
/** How wide the label of the marked point is, about. */
const LABEL = 96;

/** The element's width, followed as it changes. */
export function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return undefined;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

function lastKnown(values: readonly Value[]): number {
  for (let at = values.length - 1; at >= 0; at -= 1) if (values[at] !== null && values[at] !== undefined) return at;
  return -1;
}

/** The value that stands out: the one that is told of, else the one farthest from the usual since the deviation began. */
function standing(props: ChartProps, since: number): number {
  const last = lastKnown(props.observed);
  if (since < 0 || last < 0) return last;
  const { at: told, time } = props;
  if (told !== null && told !== undefined && told >= time[0]!) return Math.min(last, nearestIndex(time, told));
  let best = last;
  let most = -1;
  for (let at = since; at <= last; at += 1) {
    const value = props.observed[at];
    if (value === null || value === undefined) continue;
    const away = Math.abs(value - (props.expected?.[at] ?? 0));
    if (away > most) [best, most] = [at, away];
  }
  return best;
}

/** Where the label of the marked point stands: beside it, or above or below where the line itself runs there. */
function clearOf(line: (Point | null)[], mark: Point, left: boolean): number {
  const beside = line.filter((point) => point !== null && (left ? point.x > mark.x - LABEL && point.x < mark.x - 4 : point.x > mark.x + 4 && point.x < mark.x + LABEL));
  const free = (by: number) => beside.every((point) => Math.abs(point!.y - (mark.y + by - 3)) > 8);
  const by = [3, -9, 17].find(free) ?? -9;
  return Math.max(TOP - 5, mark.y + by);
}

/** A measured line within its expected band; labels stand at the lines. Arrow keys read it point by point. */
export function Chart(props: ChartProps) {
  const { title, unit, time, observed, expected, low, high, severity = 'crit', height = 132 } = props;
  const { t } = useTranslation('evidence');
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const live = useId();
  const count = time.length;
  const [bottom, top] = rangeOf(observed, expected, low, high);
  const [start, end] = [time[0] ?? 0, time[count - 1] ?? 1];
  const inner = Math.max(1, width - LEFT - RIGHT);
  const x = (when: number) => LEFT + ((when - start) / (end - start || 1)) * inner;
  const y = (value: number) => TOP + (1 - (value - bottom) / (top - bottom)) * (height - TOP - BOTTOM);
  const points = (values: Value[] | null | undefined): (Point | null)[] =>
    (values ?? []).map((value, place) => (value === null || value === undefined ? null : { x: x(time[place]!), y: y(value) }));
  const [line, mid, floor, ceiling] = [points(observed), points(expected), points(low), points(high)];
  const since = props.from === null || props.from === undefined ? -1 : nearestIndex(time, props.from);
  const mark = standing(props, since);
  const plain = since < 0 ? line : line.slice(0, since + 1);
  const offset = zoneOffset(end);
  const place = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setAt(nearestIndex(time, start + ((left - LEFT) / inner) * (end - start)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    setAt(Math.min(count - 1, Math.max(0, (at ?? mark) + step)));
  };
  const say = (index: number) => {
    const value = `${reading(observed[index])} ${unit}`;
    const usual = low?.[index] !== null && low?.[index] !== undefined && high?.[index] !== null && high?.[index] !== undefined
      ? t('chart.usual', { low: reading(low[index]), high: reading(high[index]) })
      : '';
    return [clock(time[index]!), value, usual].filter(Boolean).join(', ');
  };
  const bandAt = Math.floor(count * 0.42);
  const bandTop = ceiling[bandAt];
  const markPoint = line[mark];
  const markEnd = markPoint && markPoint.x > LEFT + inner * 0.5;
  const focus = at === null ? null : line[at];
  // The band's label tells what was usual at the marked point, where there is one: the figures of the sentence.
  const told = markPoint && since >= 0 ? mark : bandAt;
  const range = { low: reading(low?.[told]), high: reading(high?.[told]) };
  const usualWords = told === mark && since >= 0 ? t('chart.expectedAt', { ...range, value: reading(expected?.[told]) }) : t('chart.expected', range);
  return (
    <div className="chartbox" ref={box} style={{ minHeight: height }}>
      {width > 0 && (
        <svg
          className="chart"
          width={width}
          height={height}
          tabIndex={0}
          role="img"
          aria-label={t('chart.label', { title, count })}
          aria-describedby={live}
          onPointerMove={place}
          onPointerLeave={() => setAt(null)}
          onKeyDown={onKeyDown}
          onBlur={() => setAt(null)}
        >
          {ticks(bottom, top, 3).map((value) => (
            <g key={value}>
              <path className="grid" d={`M${LEFT} ${y(value)}H${width - RIGHT}`} />
              <text className="ax" x={LEFT - 7} y={y(value) + 4} textAnchor="end">{Math.abs(value) >= 100 ? whole(value) : reading(value)}</text>
            </g>
          ))}
          {since >= 0 && <rect className={`event ${severity}`} x={x(time[since]!)} y={TOP} width={Math.max(0, width - RIGHT - x(time[since]!))} height={height - TOP - BOTTOM} />}
          <path className="bandp" d={bandPath(floor, ceiling)} />
          <path className="mid" d={linePath(mid)} />
          <path className="obs" d={linePath(plain)} />
          {since >= 0 && <path className={`obs dev ${severity}`} d={linePath(line.slice(since))} />}
          {markPoint && <circle className={since >= 0 ? `dot ${severity}` : 'dot'} cx={markPoint.x} cy={markPoint.y} r={3.4} />}
          {timeTicks(start, end, Math.max(2, Math.floor(inner / 80)), offset).map((when) => (
            <text key={when} className="ax" x={x(when)} y={height - 5} textAnchor={x(when) > width - 40 ? 'end' : x(when) < LEFT + 16 ? 'start' : 'middle'}>{clock(when)}</text>
          ))}
          <text className="note" x={LEFT + 4} y={TOP - 5}>{unit}</text>
          {focus ? (
            <g>
              <path className="cross" d={`M${focus.x} ${TOP}V${height - BOTTOM}`} />
              <circle className="dot now" cx={focus.x} cy={focus.y} r={3.4} />
            </g>
          ) : (
            <>
              {bandTop && <text className="note" x={bandTop.x} y={Math.max(TOP + 10, bandTop.y - 7)} textAnchor="middle">{usualWords}</text>}
              {markPoint && since >= 0 && (
                <text className={`note s ${severity}`} x={markPoint.x + (markEnd ? -8 : 8)} y={clearOf(line, markPoint, markEnd ?? false)} textAnchor={markEnd ? 'end' : 'start'}>
                  {t('chart.observed', { value: reading(observed[mark]) })}
                </text>
              )}
            </>
          )}
          {at !== null && <text className="note s" x={width - RIGHT} y={TOP - 5} textAnchor="end">{say(at)}</text>}
        </svg>
      )}
      <span className="sr" id={live} aria-live="polite">{at === null ? (mark >= 0 ? say(mark) : '') : say(at)}</span>
    </div>
  );
}
