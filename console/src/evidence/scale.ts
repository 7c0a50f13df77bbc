/* What a chart needs to know of its numbers: range, ticks, pieces of line between gaps. */

export type Value = number | null | undefined;

function known(value: Value): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** Least and greatest of several lists. Counts begin at nought; levels that stay far from it do not. */
export function rangeOf(...lists: (readonly Value[] | null | undefined)[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists)
    for (const value of list ?? []) {
      if (!known(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (!Number.isFinite(low)) return [0, 1];
  if (low >= 0 && low < high * 0.6) low = 0;
  const spare = (high - low || Math.abs(high) || 1) * 0.08;
  return [low === 0 ? 0 : low - spare, high + spare];
}

export interface Point {
  x: number;
  y: number;
}

/** SVG path of a line; a missing value breaks it, a lone value becomes a dot's width. */
export function linePath(points: readonly (Point | null)[]): string {
  let path = '';
  let pen = false;
  points.forEach((point, at) => {
    if (!point) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    if (!pen && !points[at + 1]) path += 'h.1';
    pen = true;
  });
  return path;
}

/** SVG path of the band between two lines, in one piece for each run where both are known. */
export function bandPath(low: readonly (Point | null)[], high: readonly (Point | null)[]): string {
  let path = '';
  let from = -1;
  const close = (to: number) => {
    if (from < 0) return;
    const top = high.slice(from, to).map((point) => `${point!.x.toFixed(1)} ${point!.y.toFixed(1)}`);
    const bottom = low.slice(from, to).map((point) => `${point!.x.toFixed(1)} ${point!.y.toFixed(1)}`).reverse();
    path += `M${[...top, ...bottom].join('L')}Z`;
    from = -1;
  };
  for (let at = 0; at <= high.length; at += 1) {
    const both = at < high.length && Boolean(high[at]) && Boolean(low[at]);
    if (both && from < 0) from = at;
    if (!both) close(at);
  }
  return path;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE);

/** Round times between two, about `wanted` of them; round as the clock on the wall reads (`offset` ms from UTC). */
export function timeTicks(from: number, to: number, wanted: number, offset: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= wanted) ?? STEPS[STEPS.length - 1]!;
  const found: number[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) found.push(at);
  return found;
}

/** Index of the time nearest to `at`; -1 where there are none. `time` ascends. */
export function nearestIndex(time: readonly number[], at: number): number {
  let low = 0;
  let high = time.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - time[low - 1]! < time[low]! - at ? low - 1 : low;
}
