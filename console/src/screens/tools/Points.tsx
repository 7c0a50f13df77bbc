import { number } from '../../ui';

const WIDE = 132;
const HIGH = 34;

/** A short list of figures as bars, the newest last, beside the line that they are compared with. */
export function Points({ points, line, label }: { points: (number | null)[]; line: number | null; label: string }) {
  const most = Math.max(1e-9, line ?? 0, ...points.map((point) => point ?? 0)) * 1.1;
  const step = WIDE / Math.max(1, points.length);
  const y = (value: number) => HIGH - Math.max(1, (Math.max(0, value) / most) * (HIGH - 1));
  const said = points.map((point) => (point === null ? '–' : number(point))).join(', ');
  return (
    <svg className="spark" width={WIDE} height={HIGH} role="img" aria-label={`${label}: ${said}`}>
      {points.map((point, place) => (
        // A week has no identity but its place.
        point === null ? null : <rect key={place} x={place * step} y={y(point)} width={Math.max(1, step - 2)} height={HIGH - y(point)} rx="1"><title>{number(point)}</title></rect>
      ))}
      {line !== null && <path d={`M0 ${y(line)}H${WIDE}`} stroke="var(--t-1)" strokeDasharray="3 3" fill="none" />}
    </svg>
  );
}
