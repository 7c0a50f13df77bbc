/* A sensor's history as the API hands it out, and what was usual then. */

import { nearestIndex, type Value } from '../../../evidence/scale';
import { api } from '../../../api/client';
import type { SeriesAnswer } from '../logic/types';

export function seriesQuery(id: string, from: number, to: number, points: number) {
  return {
    queryKey: ['series', id, from, to, points],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<SeriesAnswer>(
        `/sensors/${encodeURIComponent(id)}/series`,
        { from: new Date(from).toISOString(), to: new Date(to).toISOString(), points },
        signal,
      ),
    staleTime: 60_000,
  };
}

export interface Expected {
  middle: Value[] | null;
  low: Value[] | null;
  high: Value[] | null;
}

/** The expected lines of an answer; the middle one goes by `median` or `value`. */
export function expectedOf(answer: SeriesAnswer): Expected {
  const expected = answer.expected as Record<string, Value[] | null | undefined> | null;
  if (!expected) return { middle: null, low: null, high: null };
  return { middle: expected.median ?? expected.value ?? null, low: expected.low ?? null, high: expected.high ?? null };
}

/** The usual range at a time, or null where none is known. */
export function usualAt(answer: SeriesAnswer, at: number): [number, number] | null {
  const { low, high } = expectedOf(answer);
  const index = nearestIndex(answer.time, at);
  const [a, b] = [low?.[index], high?.[index]];
  return a === null || a === undefined || b === null || b === undefined ? null : [a, b];
}

/** The reading nearest to a time. */
export function valueAt(answer: SeriesAnswer, at: number): number | null {
  return answer.value[nearestIndex(answer.time, at)] ?? null;
}
