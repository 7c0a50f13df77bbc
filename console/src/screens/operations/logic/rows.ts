/* Heights and offsets of the queue's rows. Every row of a density is equally high, but for the chosen one. */

import type { Arranged, GroupName } from './order';

export type Density = 'comfortable' | 'compact' | 'line';

export const ROW_HEIGHT: Record<Density, number> = { comfortable: 96, compact: 56, line: 32 };
export const GROUP_HEIGHT = 36;

export type Item =
  | { type: 'group'; key: string; group: GroupName; top: number; height: number }
  /** `place` counts the rows of both groups from 0. */
  | { type: 'row'; key: string; id: string; place: number; top: number; height: number };

/** Where everything stands is reckoned, not kept: ten thousand rows cost what the few on the screen do. */
export interface Layout {
  order: Arranged;
  row: number;
  group: number;
  /** The chosen row's place among all rows, -1 where it is not here, and by how much it is higher than the others. */
  chosen: number;
  extra: number;
  /** How many items there are, headings included. */
  count: number;
  height: number;
}

export interface Chosen {
  id: string | null;
  height: number;
}

/** A row's place among the rows of both groups, -1 where it is not here. */
export function placeOf(order: Arranged, id: string): number {
  const needs = order.needs.indexOf(id);
  if (needs >= 0) return needs;
  const hand = order.hand.indexOf(id);
  return hand < 0 ? -1 : order.needs.length + hand;
}

/** Lay the groups and rows out from the top, in pixels times `room`. */
export function layOut(order: Arranged, density: Density, room: number, chosen: Chosen): Layout {
  const row = ROW_HEIGHT[density] * room;
  const group = GROUP_HEIGHT * room;
  const at = chosen.id === null ? -1 : placeOf(order, chosen.id);
  const extra = at < 0 ? 0 : Math.max(0, chosen.height - row);
  const rows = order.needs.length + order.hand.length;
  const groups = Number(order.needs.length > 0) + Number(order.hand.length > 0);
  return { order, row, group, chosen: at, extra, count: rows + groups, height: rows * row + groups * group + extra };
}

/** The item of a place, headings counted. */
export function itemAt(layout: Layout, at: number): Item {
  const { order, row, group, chosen, extra } = layout;
  const upper = order.needs.length > 0 ? order.needs.length + 1 : 0;
  const inHand = at >= upper;
  const within = inHand ? at - upper : at;
  const headings = (inHand && upper > 0 ? 1 : 0) + (within > 0 ? 1 : 0);
  const place = (inHand ? order.needs.length : 0) + Math.max(0, within - 1);
  const top = headings * group + place * row + (chosen >= 0 && chosen < place ? extra : 0);
  const name: GroupName = inHand ? 'hand' : 'needs';
  if (within === 0) return { type: 'group', key: name, group: name, top, height: group };
  const id = order[name][within - 1]!;
  return { type: 'row', key: id, id, place, top, height: place === chosen ? row + extra : row };
}

/** The row of an alert, null where it is not here. */
export function rowOf(layout: Layout, id: string): Item | null {
  const place = placeOf(layout.order, id);
  if (place < 0) return null;
  const needs = layout.order.needs.length;
  return itemAt(layout, place + 1 + (place >= needs && needs > 0 ? 1 : 0));
}

/** First place whose item ends below `offset`. */
function firstBelow(layout: Layout, offset: number): number {
  let low = 0;
  let high = layout.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = itemAt(layout, middle);
    if (item.top + item.height > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The items between two offsets, with `spare` pixels on either side. */
export function visible(layout: Layout, from: number, to: number, spare = 400): Item[] {
  const last = Math.min(layout.count - 1, firstBelow(layout, to + spare));
  const items: Item[] = [];
  for (let at = firstBelow(layout, from - spare); at <= last; at += 1) items.push(itemAt(layout, at));
  return items;
}

/** The row under `offset`, which must not move when others come or go above it. */
export function anchorAt(layout: Layout, offset: number): { key: string; top: number } | null {
  for (let at = firstBelow(layout, offset); at < layout.count; at += 1) {
    const item = itemAt(layout, at);
    if (item.type === 'row') return { key: item.key, top: item.top };
  }
  return null;
}

/** By how many pixels the anchored row moved from one layout to the next; 0 if it is gone. */
export function shiftOf(before: { key: string; top: number } | null, after: Layout): number {
  if (!before) return 0;
  const item = rowOf(after, before.key);
  return item ? item.top - before.top : 0;
}

/** Ids of `after` that are new against `before` and stand above `scrollTop`. */
export function newAbove(before: ReadonlySet<string>, after: Layout, scrollTop: number): string[] {
  const { needs, hand } = after.order;
  const end = firstBelow(after, scrollTop + 1);
  const headings = Number(end > 0) + Number(needs.length > 0 && end > needs.length + 1);
  const found: string[] = [];
  for (let place = 0; place < end - headings; place += 1) {
    const id = place < needs.length ? needs[place]! : hand[place - needs.length]!;
    if (!before.has(id)) found.push(id);
  }
  return found;
}
