/* Two timelines on one axis: what stands side by side, and where nothing happened. */

import type { Entry, EntryKind } from '../types';

/** Entries this near to one another share a line: of two sides beside one another, of one side beneath. */
export const TOGETHER_MS = 5_000;
/** A silence of this length is said in words. */
export const QUIET_MS = 5 * 60_000;

/** Which entries of the centre are shown. */
export type Look = 'both' | 'decisions' | 'notes';

export type Row =
  | { type: 'entry'; key: string; at: number; city: Entry[]; centre: Entry[] }
  | { type: 'quiet'; key: string; ms: number }
  | { type: 'day'; key: string; at: number };

const DECISIONS: ReadonlySet<EntryKind> = new Set<EntryKind>(['stage', 'share', 'dispatch', 'merge', 'step', 'evidence', 'task']);
const NOTES: ReadonlySet<EntryKind> = new Set<EntryKind>(['note', 'chat']);

/** Whether an entry is among those looked at. The city's side is always whole. */
export function seen(entry: Entry, look: Look): boolean {
  if (look === 'both' || entry.side === 'city') return true;
  return (look === 'decisions' ? DECISIONS : NOTES).has(entry.kind);
}

/**
 * Where an entry stands on the axis, in ms. Where the city keeps a time of its own (a demonstration), what happened there
 * stands at the real time it was heard, beside what people did about it.
 */
export function placeOf(entry: Entry, ownTime: boolean): number {
  return Date.parse(ownTime && entry.kind === 'alert' ? entry.written_at : entry.at);
}

/** Entries oldest first, each once; a later word on the same entry holds. */
export function ordered(entries: Iterable<Entry>, ownTime = false): Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of entries) byId.set(entry.id, entry);
  return [...byId.values()].sort(
    (a, b) => placeOf(a, ownTime) - placeOf(b, ownTime) || Date.parse(a.written_at) - Date.parse(b.written_at) || (a.id < b.id ? -1 : 1),
  );
}

function gap(before: number, at: number, dayOf: (at: number) => string): Row[] {
  const rows: Row[] = [];
  if (at - before >= QUIET_MS) rows.push({ type: 'quiet', key: `quiet-${before}`, ms: at - before });
  if (dayOf(before) !== dayOf(at)) rows.push({ type: 'day', key: `day-${at}`, at });
  return rows;
}

/** The lines of the two timelines, oldest first. `dayOf` names the day of a time in the city. */
export function rowsOf(entries: Iterable<Entry>, look: Look, dayOf: (at: number) => string, ownTime = false): Row[] {
  const rows: Row[] = [];
  let last: Extract<Row, { type: 'entry' }> | null = null;
  for (const entry of ordered(entries, ownTime)) {
    if (!seen(entry, look)) continue;
    const at = placeOf(entry, ownTime);
    if (last && at - last.at <= TOGETHER_MS) {
      last[entry.side].push(entry);
      continue;
    }
    if (last) rows.push(...gap(last.at, at, dayOf));
    last = { type: 'entry', key: entry.id, at, city: [], centre: [] };
    last[entry.side].push(entry);
    rows.push(last);
  }
  return rows;
}

/** The silence since the last entry, in ms, or null while it is short. */
export function quietSince(rows: readonly Row[], now: number): number | null {
  const last = rows.findLast((row) => row.type === 'entry');
  return last && last.type === 'entry' && now - last.at >= QUIET_MS ? now - last.at : null;
}
