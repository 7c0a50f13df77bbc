/* A plan that is carried out while the city goes on: what it was reckoned for, how old its counts are, what changed. */

import { hasFigures } from './gates';
import { metres } from './place';
import type { Crowd, Graph, Post, Posts, Reckoned, Result, Setting, Threat, Variant } from './types';

/** Counts older than this say too little to change orders for: the tool's own limit (`replan.STALE_S`). */
export const STALE_S = 120;
/** Two circles so near to each other are of one counter. */
const SAME_M = 5;

/** What of a setting is reckoned with: names and times of counts are not. */
function what(setting: Setting): string {
  const crowds = setting.crowds.map(({ longitude, latitude, radius_m, people }) => [longitude, latitude, radius_m, people]);
  const threats = setting.threats.map((one) => [one.longitude, one.latitude, one.radius_m, one.growth_m_s]);
  const closed = setting.closed.map((one) => [one.from, one.to, one.kept_free]);
  const exits = Object.entries(setting.exits).sort(([one], [other]) => (one < other ? -1 : 1));
  const gates = Object.entries(setting.gates ?? {}).filter(([, one]) => hasFigures(one)).map(([id, one]) => [id, one.width_m, one.opens, one.closes]).sort();
  return JSON.stringify([crowds, threats, closed, exits, gates, setting.starts ?? '', setting.trigger, setting.compliance, setting.slow, setting.posts]);
}

/** Whether something was reckoned, and for another situation than the one that stands. */
export function isStale(reckoned: Reckoned, setting: Setting): boolean {
  return reckoned.plan !== null && !!reckoned.of && what(reckoned.of) !== what(setting);
}

/** The sharpest of the bounds that were found: each of them holds, the highest says most. */
export function boundOf(reckoned: Reckoned): NonNullable<Result['bound']> | null {
  const found = [reckoned.bound?.bound, reckoned.simulated?.bound, reckoned.plan?.bound].filter((one) => !!one);
  return found.reduce<NonNullable<Result['bound']> | null>((best, one) => (best && best.seconds >= one.seconds ? best : one), null);
}

/** Which of two plans comes first, and by what: people not out, then time in a crush, then when the last is out. */
export function first(a: Variant, b: Variant): { letter: 'a' | 'b'; by: 'left' | 'crush' | 'all' } | null {
  const by = [
    ['left', Math.round(a.left.cvar95), Math.round(b.left.cvar95)],
    ['crush', Math.round(a.dense_s.cvar95 / 60), Math.round(b.dense_s.cvar95 / 60)],
    ['all', Math.ceil(a.clear_s.cvar95), Math.ceil(b.clear_s.cvar95)],
  ] as const;
  const found = by.find(([, one, other]) => one !== other);
  return found ? { letter: found[1] < found[2] ? 'a' : 'b', by: found[0] } : null;
}

/** Nobody evacuates a place for longer: a plan that was put in use before that was forgotten there. */
const LAPSES_S = 24 * 3600;

/** What was kept, as it is opened at a time (ms UTC): a use that lapsed is over, and its times mean nothing any more. */
export function asOpened(kept: Reckoned | null, now: number): Reckoned | null {
  return kept && elapsedOf(kept, now) > LAPSES_S ? { ...kept, used_at: null, before: null } : kept;
}

/** Seconds that a plan has been carried out for; 0 where it is not. Times in ms UTC. */
export function elapsedOf(reckoned: Reckoned, now: number): number {
  const since = reckoned.used_at ? Date.parse(reckoned.used_at) : NaN;
  return Number.isFinite(since) ? Math.max(0, (now - since) / 1000) : 0;
}

/** Threats as they are after so many seconds: those that nobody touched since the plan began have grown. */
export function grown(threats: Threat[], before: Threat[], elapsed: number): Threat[] {
  const known = new Set(before.map((one) => JSON.stringify([one.longitude, one.latitude, one.radius_m, one.growth_m_s])));
  return threats.map((one) => {
    const untouched = known.has(JSON.stringify([one.longitude, one.latitude, one.radius_m, one.growth_m_s]));
    return untouched ? { ...one, radius_m: Math.round((one.radius_m + one.growth_m_s * elapsed) * 10) / 10 } : one;
  });
}

/**
 * Counts anew: a circle that was counted gets its counter's newest figure, also if that is nobody; one whose counter says
 * nothing now stays with its old figure and time; what was drawn or corrected by hand stays; new counters are added.
 */
export function recounted(crowds: Crowd[], seen: Crowd[]): Crowd[] {
  const left = new Set(seen);
  const made = crowds.map((one) => {
    if (!one.counted_at) return one;
    const found = seen.find((other) => metres(one.longitude, one.latitude, other.longitude, other.latitude) < SAME_M);
    if (!found) return one;
    left.delete(found);
    return found.counted_at >= one.counted_at ? { ...one, people: found.people, counted_at: found.counted_at } : one;
  });
  const taken = (other: Crowd) => crowds.some((one) => !one.counted_at && one.name !== '' && one.name === other.name);
  return [...made, ...[...left].filter((other) => other.people > 0 && !taken(other))];
}

/** Seconds since the oldest of the counts; null where nobody counts. `now` is the city's time in ms UTC. */
export function countsAge(crowds: Crowd[], now: number): number | null {
  const times = crowds.map((one) => Date.parse(one.counted_at)).filter(Number.isFinite);
  return times.length ? Math.max(0, (now - Math.min(...times)) / 1000) : null;
}

/** How far a count may be off, nine times of ten, if people come by chance (Poisson): 1.64 times its root. */
export function errorOf(people: number): number {
  return Math.ceil(1.645 * Math.sqrt(Math.max(1, people)));
}

/** A post as it was and as it is: `null` stands for a post that was not there, or stands down. */
export interface Difference { before: Post | null; now: Post | null; reason: 'unsafe' | 'gain' | 'new' | 'down'; gain_s: number }

/** Posts whose orders are others than before. */
export function differences(before: Posts | null, result: Result | null): Difference[] {
  const now = result?.posts.at(-1)?.posts ?? [];
  if (!before || !result?.replan) return [];
  const why = new Map(result.replan.changed.map((one) => [one.node, one]));
  const old = new Map(before.posts.map((post) => [post.node, post]));
  const made: Difference[] = now.flatMap((post): Difference[] => {
    const was = old.get(post.node) ?? null;
    if (!was) return [{ before: null, now: post, reason: 'new', gain_s: 0 }];
    const changed = why.get(post.node);
    return changed ? [{ before: was, now: post, reason: changed.reason, gain_s: changed.gain_s }] : [];
  });
  const stay = new Set(now.map((post) => post.node));
  return [...made, ...before.posts.filter((post) => !stay.has(post.node)).map((post): Difference => ({ before: post, now: null, reason: 'down', gain_s: 0 }))];
}

/** The posts as they were told last, for a plan made after `used`; orders that became no tasks yet are not told. */
export function toldBy(used: Reckoned): Pick<Reckoned, 'before' | 'given'> {
  const given = used.given ?? null;
  return { before: given === false && used.before ? used.before : (used.plan?.posts.at(-1) ?? null), given: given === null ? null : false };
}

/** An answer with the changes of the plan before it that nobody was told of. */
export function withUntold(used: Reckoned, made: Result): Result {
  if (used.given !== false || !made.replan) return made;
  const known = new Set(made.replan.changed.map((one) => one.node));
  const untold = (used.plan?.replan?.changed ?? []).filter((one) => !known.has(one.node));
  return { ...made, replan: { ...made.replan, changed: [...made.replan.changed, ...untold] } };
}

/** Whether two graphs have the same streets between the same places, so that counts on them can be compared. */
export function sameStreets(one: Graph, other: Graph): boolean {
  if (one.nodes.length !== other.nodes.length || one.arcs.length !== other.arcs.length) return false;
  const ids = (graph: Graph) => graph.nodes.map((node, place) => String(node.id ?? place));
  const [mine, theirs] = [ids(one), ids(other)];
  if (mine.some((id, place) => id !== theirs[place])) return false;
  return one.arcs.every((arc, place) => String(arc[0]) === String(other.arcs[place]?.[0]) && String(arc[1]) === String(other.arcs[place]?.[1]));
}
