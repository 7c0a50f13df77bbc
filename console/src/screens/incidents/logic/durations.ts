/* Durations as people write them in forms. */

const UNITS: Record<string, number> = { s: 1, min: 60, m: 60, h: 3600, t: 3600, o: 3600, d: 86_400, g: 86_400 };

/** `90 s`, `3 min`, `8 h`, `2 d` (and `t`, `g` in Norwegian and Italian) in seconds; null for nothing, NaN for what is none. */
export function secondsFrom(text: string): number | null {
  const plain = text.trim().toLowerCase();
  if (!plain) return null;
  const match = /^(\d{1,6})\s*([a-z]*)$/.exec(plain);
  const unit = UNITS[match?.[2] || 'min'];
  const seconds = match && unit ? Number(match[1]) * unit : Number.NaN;
  return seconds > 0 ? seconds : Number.NaN;
}

/** Seconds in the largest unit that leaves no rest: 180 is `3 min`. */
export function durationOf(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '';
  for (const [unit, size] of [['d', 86_400], ['h', 3600], ['min', 60]] as const) if (seconds % size === 0) return `${seconds / size} ${unit}`;
  return `${seconds} s`;
}
