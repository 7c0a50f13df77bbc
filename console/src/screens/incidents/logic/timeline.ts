/* Two timelines on one axis: what stands side by side, and where nothing happened. */

import type { Entry, EntryKind } from '../types';

/** Entries of the two sides this near to one another share a line. */
export const TOGETHER_MS = 5_000;
/** A silence of this length is said in words. */
export const QUIET_MS = 5 * 60_000;

/** Which entries of the centre are shown. */
export type Look = 'both' | 'decisions' | 'notes';

export type Row =
  | { type: 'entry'; key: string; at: number; city: Entry | null; centre: Entry | null }
  | { type: 'quiet'; key: string; ms: number }
  | { type: 'day'; key: string; at: number };

const DECISIONS: ReadonlySet<EntryKind> = new Set<EntryKind>(['stage', 'share', 'dispatch', 'merge', 'step', 'evidence', 'task']);
const NOTES: ReadonlySet<EntryKind> = new Set<EntryKind>(['note', 'chat']);

/** Whether an entry is among those looked at. The city's side is always whole. */
export function seen(entry: Entry, look: Look): boolean {
  if (look === 'both' || entry.side === 'city') return true;
  return (look === 'decisions' ? DECISIONS : NOTES).has(entry.kind);
}

/** Entries oldest first, each once; a later word on the same entry holds. */
export function ordered(entries: Iterable<Entry>): Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of entries) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || Date.parse(a.written_at) - Date.parse(b.written_at) || (a.id < b.id ? -1 : 1));
}

function gap(before: number, at: number, dayOf: (at: number) => string): Row[] {
  const rows: Row[] = [];
  if (at - before >= QUIET_MS) rows.push({ type: 'quiet', key: `quiet-${before}`, ms: at - before });
  if (dayOf(before) !== dayOf(at)) rows.push({ type: 'day', key: `day-${at}`, at });
  return rows;
}

/** The lines of the two timelines, oldest first. `dayOf` names the day of a time in the city. */
export function rowsOf(entries: Iterable<Entry>, look: Look, dayOf: (at: number) => string): Row[] {
  const rows: Row[] = [];
  let last: Extract<Row, { type: 'entry' }> | null = null;
  for (const entry of ordered(entries)) {
    if (!seen(entry, look)) continue;
    const at = Date.parse(entry.at);
    if (last && last[entry.side] === null && at - last.at <= TOGETHER_MS) {
      last[entry.side] = entry;
      continue;
    }
    if (last) rows.push(...gap(last.at, at, dayOf));
    last = { type: 'entry', key: entry.id, at, city: null, centre: null };
    last[entry.side] = entry;
    rows.push(last);
  }
  return rows;
}

/** The silence since the last entry, in ms, or null while it is short. */
export function quietSince(rows: readonly Row[], now: number): number | null {
  const last = rows.findLast((row) => row.type === 'entry');
  return last && last.type === 'entry' && now - last.at >= QUIET_MS ? now - last.at : null;
}
