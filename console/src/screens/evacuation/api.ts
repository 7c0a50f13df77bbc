import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { SensorColumns } from '../../api/types';
import { metres, unzip, zip, type Place } from './place';
import type { Crowd, Graph, KeptPlan, PlanHead, Reckoned, Setting } from './types';

export const BLANK: Setting = { crowds: [], threats: [], closed: [], exits: {}, gates: {}, starts: '', trigger: 'announcement', compliance: 0.7, slow: 0.05, posts: 12 };

/** Plans that were kept, newest first. */
export const libraryQuery = queryOptions({
  queryKey: ['evacuations'],
  queryFn: ({ signal }) => api.get<PlanHead[]>('/evacuations', {}, signal),
});

/** Streets around a place, from the base map. */
export function streets(longitude: number, latitude: number, radius: number): Promise<Graph> {
  return api.get<Graph>('/evacuations/streets', { longitude, latitude, radius_m: radius });
}

/** What counters within so many metres saw last, each as a crowd around its counter; nobody is a count as well. */
export async function counted(longitude: number, latitude: number, radius: number): Promise<Crowd[]> {
  const all = await api.get<SensorColumns>('/sensors');
  const found: Crowd[] = [];
  all.ids.forEach((_, at) => {
    const [lon, lat, value] = [all.longitudes[at] ?? null, all.latitudes[at] ?? null, all.values[at] ?? null];
    if (all.kinds[at] !== 'people' || lon === null || lat === null || value === null || value < 0) return;
    if (metres(longitude, latitude, lon, lat) > radius) return;
    const time = all.times[at];
    found.push({ longitude: lon, latitude: lat, radius_m: 40, people: Math.round(value), name: all.names[at] ?? '', counted_at: time ? new Date(time).toISOString() : '' });
  });
  return found;
}

/** A middle and a radius for an area: a threat is a disc. */
export function discOf(longitude: number | null, latitude: number | null, area: readonly (readonly number[])[]): { longitude: number; latitude: number; radius_m: number } | null {
  const ring = area.length ? area : longitude === null || latitude === null ? [] : [[longitude, latitude]];
  if (!ring.length) return null;
  const lon = ring.reduce((sum, point) => sum + (point[0] ?? 0), 0) / ring.length;
  const lat = ring.reduce((sum, point) => sum + (point[1] ?? 0), 0) / ring.length;
  const far = Math.max(...ring.map((point) => metres(lon, lat, point[0] ?? 0, point[1] ?? 0)));
  return { longitude: lon, latitude: lat, radius_m: Math.round(Math.max(30, Math.min(400, far))) };
}

/** What of an answer is worth keeping: the lists of streets are drawn from the counts. */
export function trimmed(reckoned: Reckoned): Reckoned {
  const light = (result: Reckoned['plan']) => {
    if (!result) return null;
    const course = (one: typeof result.plan) => (one ? { ...one, streets: [], walkers: [] } : null);
    const bound = result.bound && { ...result.bound, binding: result.bound.binding.slice(0, 12) };
    return { ...result, bound, plan: course(result.plan), nearest: course(result.nearest) };
  };
  return { ...reckoned, plan: light(reckoned.plan), simulated: light(reckoned.simulated), bound: light(reckoned.bound) };
}

/** Keeps a plan, a new one or another version of one. */
export async function keep(place: Place, setting: Setting, reckoned: Reckoned, words: { name: string; venue: string; about: string | null }, before: PlanHead | null): Promise<KeptPlan> {
  const [[west, south], [east, north]] = place.bounds;
  const body = {
    ...words, longitude: (west + east) / 2, latitude: (south + north) / 2, graph: await zip(JSON.stringify(place.graph)), setting,
    reckoned: reckoned.plan ? trimmed(reckoned) : null,
  };
  if (before) return api.put<KeptPlan>(`/evacuations/${before.id}`, { ...body, version: before.version });
  return api.post<KeptPlan>('/evacuations', body);
}

/** The graph of a kept plan. */
export async function graphOf(kept: KeptPlan): Promise<Graph | null> {
  return kept.graph ? (JSON.parse(await unzip(kept.graph)) as Graph) : null;
}
