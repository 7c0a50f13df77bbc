import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../ui';
import { clock } from './frames';
import { boundOf } from './live';
import { usePlayback, type Playback } from './playback';
import type { PlanName, Reckoned } from './types';
import type { Rival } from './useRival';
import css from './Evacuation.module.css';

const [HIGH, LEFT, FOOT] = [166, 54, 22];

/** People still inside: [second, low, middle, high]. */
type Still = [number, number, number, number][];

/** The course of a plan as people still inside; bands where it was simulated. */
export function stillInside(reckoned: Reckoned, name: PlanName): Still {
  const variant = reckoned.simulated?.variants.find((one) => one.plan === name);
  if (variant) {
    const people = reckoned.simulated?.bound?.people ?? 0;
    return variant.curve.map(([at, low, middle, high]) => [at, people - high, people - middle, people - low]);
  }
  const course = reckoned.plan?.[name];
  const people = reckoned.plan?.bound?.people ?? 0;
  return course ? course.curve.map(([at, out]) => [at, people - out, people - out, people - out]) : [];
}

/** How many are inside at a time, in the middle of all runs. */
export function insideAt(still: Still, seconds: number): number {
  const after = still.findIndex(([at]) => at >= seconds);
  const [one, other] = [still[Math.max(0, after - 1)], still[after]];
  if (!one) return 0;
  if (!other || other[0] === one[0]) return Math.max(0, Math.round(after < 0 ? (still.at(-1)?.[2] ?? 0) : one[2]));
  return Math.max(0, Math.round(one[2] + ((other[2] - one[2]) * (seconds - one[0])) / (other[0] - one[0])));
}

/** The clearance curve of both plans with bands that hold nine of ten runs; a press moves the time. */
export function Curve({ reckoned, rival, playback }: { reckoned: Reckoned; rival: Rival; playback: Playback }) {
  const { t } = useTranslation('evacuation');
  const { time } = usePlayback(playback);
  const frame = useRef<SVGSVGElement>(null);
  const [wide, setWide] = useState(800);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWide(Math.max(200, Math.round(entry.contentRect.width))));
    if (frame.current) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  const curves = { plan: stillInside(reckoned, 'plan'), nearest: stillInside(rival.reckoned, rival.name) };
  const end = Math.max(playback.end, ...Object.values(curves).map((one) => one.at(-1)?.[0] ?? 0), 1);
  const most = Math.max(1, ...Object.values(curves).map((one) => one[0]?.[3] ?? 0));
  const x = (at: number) => LEFT + (at / end) * (wide - LEFT - 12);
  const y = (people: number) => 6 + (1 - people / most) * (HIGH - FOOT - 6);
  const seek = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || (event.type === 'pointermove' && !event.buttons)) return;
    playback.seek(((((event.clientX - box.left) / box.width) * wide - LEFT) / (wide - LEFT - 12)) * end);
  };
  const step = [30, 60, 120, 300, 600, 900, 1800, 3600].find((each) => end / each <= Math.max(3, wide / 90)) ?? 7200;
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
  const path = (still: Still, at: 1 | 2 | 3) => still.map((point, place) => `${place ? 'L' : 'M'}${x(point[0]).toFixed(1)} ${y(point[at]).toFixed(1)}`).join('');
  const band = (still: Still) => `${path(still, 3)}${[...still].reverse().map((point) => `L${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`).join('')}Z`;
  const bound = boundOf(reckoned);
  return (
    <svg ref={frame} className={css.chart} viewBox={`0 0 ${wide} ${HIGH}`} role="img" aria-label={t('curve.label')} onPointerDown={seek} onPointerMove={seek}>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <path d={`M${LEFT} ${y(most * share)}H${wide - 12}`} className={css.grid} />
          <text x={LEFT - 6} y={y(most * share) + 4} textAnchor="end">{number(Math.round(most * share))}</text>
        </g>
      ))}
      {ticks.map((at) => <text key={at} x={x(at)} y={HIGH - 5} textAnchor="middle">{clock(at)}</text>)}
      {(['nearest', 'plan'] as const).map((name) => curves[name].length > 0 && (
        <g key={name} className={name === 'plan' ? css.lineA : css.lineB}>
          <path d={band(curves[name])} className={css.band} />
          <path d={path(curves[name], 2)} className={css.line} />
        </g>
      ))}
      {bound && bound.seconds > 0 && bound.seconds <= end && <path d={`M${x(bound.seconds)} 6V${HIGH - FOOT}`} className={css.bound} />}
      <path d={`M${x(Math.min(time, end))} 4V${HIGH - FOOT}`} className={css.now} />
    </svg>
  );
}
