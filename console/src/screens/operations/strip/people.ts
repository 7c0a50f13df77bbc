/* The city's people over the last three hours, and the alerts on that line. */

import { rank } from '../logic/order';
import type { SensorStore } from '../logic/sensors';
import type { Severity } from '../logic/types';

export const SPAN_MS = 3 * 3_600_000;
export const BINS = 90;
/** How many counters speak for the city's people. */
export function countersOf(store: SensorStore): number {
  return store.columns?.kinds.filter((kind) => kind === 'people').length ?? 0;
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
