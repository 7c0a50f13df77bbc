import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { DutyBoardOut, HandoverOut, OpenItemOut, ShiftOpenOut, ShiftOut, SomebodyOut } from '../../api/generated';

export type Offer = ShiftOpenOut;
export type Item = OpenItemOut;
export type Handover = HandoverOut;
export type Shift = ShiftOut;

/** Who is on duty at which desk. */
export const boardQuery = queryOptions({
  queryKey: ['shifts', 'board'],
  queryFn: ({ signal }) => api.get<DutyBoardOut>('/shifts/board', {}, signal),
  refetchInterval: 15_000,
});

/** What is open at a desk, worded in `locale`. */
export const offerQuery = (desk: string, locale: string) =>
  queryOptions({
    queryKey: ['shifts', 'open', desk, locale],
    queryFn: ({ signal }) => api.get<ShiftOpenOut>('/shifts/open', { desk }, signal),
    refetchInterval: 5000,
  });

/** The last handovers. */
export const recordsQuery = queryOptions({
  queryKey: ['shifts', 'handovers'],
  queryFn: ({ signal }) => api.get<HandoverOut[]>('/shifts/handovers', { limit: 6 }, signal),
});

/** One handover with its items. */
export const recordQuery = (id: string, locale: string) =>
  queryOptions({
    queryKey: ['shifts', 'handovers', id, locale],
    queryFn: ({ signal }) => api.get<HandoverOut>(`/shifts/handovers/${encodeURIComponent(id)}`, {}, signal),
  });

/** Who can be on a roster. */
export const teamQuery = queryOptions({
  queryKey: ['shifts', 'team'],
  queryFn: ({ signal }) => api.get<SomebodyOut[]>('/shifts/team', {}, signal),
});

/** The roster of so many days from a time on. */
export const rosterQuery = (since: string, until: string) =>
  queryOptions({
    queryKey: ['shifts', 'roster', since, until],
    queryFn: ({ signal }) => api.get<ShiftOut[]>('/shifts/roster', { from: since, to: until }, signal),
  });

/** Whom one would take over from: who is on duty here, else who owns most of what is open. */
export function leaverOf(offer: Offer | undefined, me: string | undefined): { id: string; name: string } | null {
  if (!offer) return null;
  if (offer.handover) return offer.handover.leaver;
  if (offer.leaver) return offer.leaver.person;
  const counts = new Map<string, number>();
  for (const item of offer.items) {
    if (item.owner && item.owner.id !== me && item.kind !== 'silence') counts.set(item.owner.id, (counts.get(item.owner.id) ?? 0) + 1);
  }
  const [id] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return offer.items.find((item) => item.owner?.id === id)?.owner ?? null;
}

/** Kinds that somebody has to have; the others are only made known. */
const PASSED: readonly Item['kind'][] = ['incident', 'task', 'alert', 'note'];

/** Whether somebody should have this and nobody does. */
export function isUnowned(item: Pick<Item, 'kind' | 'owner'>): boolean {
  return item.owner === null && PASSED.includes(item.kind);
}

export const GROUPS = [
  { id: 'unowned', kinds: PASSED },
  { id: 'incidents', kinds: ['incident', 'task'] },
  { id: 'alerts', kinds: ['alert'] },
  { id: 'runs', kinds: ['run'] },
  { id: 'unseen', kinds: ['silence', 'source', 'sensor'] },
  { id: 'notes', kinds: ['note'] },
] as const satisfies readonly { id: string; kinds: readonly Item['kind'][] }[];

/** The items of a group: what nobody has stands in a group of its own, before all others. */
export function inGroup(group: (typeof GROUPS)[number], items: readonly Item[]): Item[] {
  const kinds: readonly Item['kind'][] = group.kinds;
  return items.filter((item) => kinds.includes(item.kind) && isUnowned(item) === (group.id === 'unowned'));
}

const RANK = ['critical', 'high', 'medium', 'low', 'info'];

/** Items in the order in which they stand on the screen: by group and kind, the most severe first, then the oldest. */
export function ordered(items: readonly Item[]): Item[] {
  const rank = (item: Item) => (RANK.indexOf(item.severity) + RANK.length + 1) % (RANK.length + 1);
  const when = (item: Item) => item.due_at ?? item.since ?? '';
  return GROUPS.flatMap((group) => group.kinds.flatMap((kind) =>
    inGroup(group, items).filter((item) => item.kind === kind).sort((a, b) => rank(a) - rank(b) || when(a).localeCompare(when(b)) || a.id.localeCompare(b.id)),
  ));
}

/** What tells one item from all others. */
export function keyOf(item: Pick<Item, 'kind' | 'id'>): string {
  return `${item.kind}:${item.id}`;
}
