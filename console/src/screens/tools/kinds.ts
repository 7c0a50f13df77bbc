/** How many sensors of a kind there are, and how many of them cannot be believed now. */
export interface KindCount {
  kind: string;
  total: number;
  /** Blind, stuck, impossible or drifting. */
  blind: number;
  late: number;
}

/** Counts by kind, the most numerous first. The two lists are of equal length. */
export function byKind(kinds: string[], states: string[]): KindCount[] {
  const found = new Map<string, KindCount>();
  kinds.forEach((kind, place) => {
    const entry = found.get(kind) ?? { kind, total: 0, blind: 0, late: 0 };
    const state = states[place];
    entry.total += 1;
    if (state === 'late') entry.late += 1;
    else if (state === 'blind' || state === 'stuck' || state === 'impossible' || state === 'drifting') entry.blind += 1;
    found.set(kind, entry);
  });
  return [...found.values()].sort((a, b) => b.total - a.total);
}
