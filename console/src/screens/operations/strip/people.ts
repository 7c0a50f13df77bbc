/* The city's people over the last three hours: the counters' series, summed on one axis. */

import { rank } from '../logic/order';
import type { SensorStore } from '../logic/sensors';
import type { SeriesAnswer, Severity } from '../logic/types';

export const SPAN_MS = 3 * 3_600_000;
export const BINS = 90;
/** The strip asks for so many counters at most; a larger city is shown by a sample, and scaled up. */
export const MOST_COUNTERS = 40;

/** The people counters that speak for the whole city: all of them, or every n-th. */
export function countersOf(store: SensorStore): { ids: string[]; share: number } {
  const columns = store.columns;
  if (!columns) return { ids: [], share: 1 };
  const all: string[] = [];
  columns.kinds.forEach((kind, at) => {
    if (kind === 'people') all.push(columns.ids[at]!);
  });
  if (all.length <= MOST_COUNTERS) return { ids: all, share: 1 };
  const step = all.length / MOST_COUNTERS;
  const ids = Array.from({ length: MOST_COUNTERS }, (_, at) => all[Math.floor(at * step)]!);
  return { ids, share: all.length / ids.length };
}

/** Sum series into `BINS` equal bins that end at `end`; a bin without any reading stays empty. */
export function summed(answers: readonly SeriesAnswer[], end: number, share = 1): (number | null)[] {
  const width = SPAN_MS / BINS;
  const start = end - SPAN_MS;
  const total = new Float64Array(BINS);
  const heard = new Uint16Array(BINS);
  for (const answer of answers) {
    const sums = new Float64Array(BINS);
    const counts = new Uint16Array(BINS);
    answer.time.forEach((time, at) => {
      const value = answer.value[at];
      const bin = Math.floor((time - start) / width);
      if (value === null || value === undefined || bin < 0 || bin >= BINS) return;
      sums[bin]! += value;
      counts[bin]! += 1;
    });
    let last: number | null = null;
    for (let bin = 0; bin < BINS; bin += 1) {
      if (counts[bin]! > 0) last = sums[bin]! / counts[bin]!;
      // A counter that pauses for a moment keeps its last word, so that the sum does not dip.
      if (last === null) continue;
      total[bin]! += last;
      heard[bin]! += 1;
    }
  }
  return Array.from(total, (sum, bin) => (heard[bin]! > 0 ? sum * share * (answers.length / heard[bin]!) : null));
}

/** Run jobs a few at a time, so that the strip never crowds out the operator's own requests. */
export async function fewAtATime<T>(jobs: readonly (() => Promise<T>)[], atOnce = 4): Promise<(T | null)[]> {
  const results: (T | null)[] = jobs.map(() => null);
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const at = next++;
      results[at] = await jobs[at]!().catch(() => null);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, worker));
  return results;
}

export interface Mark {
  id: string;
  severity: Severity;
  at: number;
}

/** Of alerts that would stand on one another, the worst and of those the newest. `width` is in ms. */
export function thinned(marks: readonly Mark[], start: number, width: number): Mark[] {
  const kept = new Map<number, Mark>();
  for (const mark of marks) {
    const place = Math.floor((mark.at - start) / width);
    const there = kept.get(place);
    const worse = !there || rank(mark.severity) > rank(there.severity);
    if (worse || (mark.severity === there.severity && mark.at > there.at)) kept.set(place, mark);
  }
  return [...kept.values()].sort((a, b) => rank(a.severity) - rank(b.severity) || a.at - b.at);
}
