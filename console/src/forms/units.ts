/** Units of settings that are words, not signs: by the catalogue; signs (m, s, ×) stay as they are. */
const WORDED: Record<string, string> = {
  '1/day': 'unit.perDay', '1/month': 'unit.perMonth', '1/hour': 'unit.perHour', intervals: 'unit.intervals', slots: 'unit.slots', d: 'unit.days', days: 'unit.days', h: 'unit.hours',
};

/** A unit in the reader's language. */
export function unitOf(unit: string | undefined, t: (key: string) => string): string {
  if (!unit) return '';
  const key = WORDED[unit];
  return key ? t(`forms:${key}`) : unit;
}
