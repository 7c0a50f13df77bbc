import { tag } from '../ui/format';

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

const LONGER = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;

/** Many seconds as people say them, `6 h`; nothing for few, or where it is no whole half of a larger unit. */
export function saidAs(value: number | null, unit: string | undefined): string {
  if (unit !== 's' || value === null || value < 120) return '';
  const found = LONGER.find(([, size]) => value >= size && value % (size / 2) === 0);
  return found ? new Intl.NumberFormat(tag(), { style: 'unit', unit: found[0], unitDisplay: 'short' }).format(value / found[1]) : '';
}
