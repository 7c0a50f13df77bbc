/* Units as people read them. */

const KNOWN: Record<string, string> = { '1/min': 'perMinute', '1/h': 'perHour', '1/s': 'perSecond', '1': '' };

/** A unit in words where its sign says little (`1/min`), else the sign itself. */
export function unitWords(unit: string, t: (key: string, values: Record<string, unknown>) => string): string {
  const slot = /^1\/(\d+) min$/.exec(unit);
  if (slot) return t('evidence:units.inMinutes', { minutes: slot[1] });
  const key = KNOWN[unit];
  if (key === undefined) return unit;
  return key ? t(`evidence:units.${key}`, {}) : '';
}
