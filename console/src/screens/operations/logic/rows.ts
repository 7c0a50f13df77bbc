/* Heights and offsets of the queue's rows. Every row of a density is equally high, but for the chosen one. */

import type { Arranged, GroupName } from './order';

export type Density = 'comfortable' | 'compact' | 'line';

export const ROW_HEIGHT: Record<Density, number> = { comfortable: 96, compact: 56, line: 32 };
export const GROUP_HEIGHT = 36;

export type Item =
  | { type: 'group'; key: string; group: GroupName; top: number; height: number }
  | { type: 'row'; key: string; id: string; top: number; height: number };

export interface Layout {
  items: Item[];
  height: number;
}

export interface Chosen {
  id: string | null;
  height: number;
}

/** Lay the groups and rows out from the top, in pixels times `room`. */
export function layOut(order: Arranged, density: Density, room: number, chosen: Chosen): Layout {
  const items: Item[] = [];
  const row = ROW_HEIGHT[density] * room;
  let top = 0;
  for (const group of ['needs', 'hand'] as const) {
    const ids = order[group];
    if (ids.length === 0) continue;
    items.push({ type: 'group', key: group, group, top, height: GROUP_HEIGHT * room });
    top += GROUP_HEIGHT * room;
    for (const id of ids) {
      const height = id === chosen.id ? Math.max(row, chosen.height) : row;
      items.push({ type: 'row', key: id, id, top, height });
      top += height;
    }
  }
  return { items, height: top };
}

/** First index whose item ends below `offset`. */
function firstBelow(items: Item[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle]!;
    if (item.top + item.height > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The items between two offsets, with `spare` pixels on either side. */
export function visible(layout: Layout, from: number, to: number, spare = 400): Item[] {
  const first = firstBelow(layout.items, from - spare);
  const last = firstBelow(layout.items, to + spare);
  return layout.items.slice(first, last + 1);
}

/** The row under `offset`, which must not move when others come or go above it. */
export function anchorAt(layout: Layout, offset: number): { key: string; top: number } | null {
  for (let at = firstBelow(layout.items, offset); at < layout.items.length; at += 1) {
    const item = layout.items[at]!;
    if (item.type === 'row') return { key: item.key, top: item.top };
  }
  return null;
}

/** By how many pixels the anchored row moved from one layout to the next; 0 if it is gone. */
export function shiftOf(before: { key: string; top: number } | null, after: Layout): number {
  if (!before) return 0;
  const item = after.items.find((one) => one.key === before.key);
  return item ? item.top - before.top : 0;
}

/** Ids of `after` that are new against `before` and stand above `scrollTop`. */
export function newAbove(before: ReadonlySet<string>, after: Layout, scrollTop: number): string[] {
  const found: string[] = [];
  for (const item of after.items) {
    if (item.top + item.height > scrollTop + 1) break;
    if (item.type === 'row' && !before.has(item.id)) found.push(item.id);
  }
  return found;
}
