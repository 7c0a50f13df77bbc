/** A figure on an entry of the rail, with its words. */
export interface RailCount {
  value: number;
  label: string;
}

/** What waits behind the rail's entries, by the screen's id. */
export function useRailCounts(): Record<string, RailCount | undefined> {
  return {};
}
