/** A detail of the log as one line: `key: value`, a change as `from → to`, nothing for nothing. */
export function detailOf(detail: unknown): string {
  if (detail === null || detail === undefined || detail === '') return '';
  if (Array.isArray(detail)) return detail.map(detailOf).filter(Boolean).join(', ');
  if (typeof detail !== 'object') return String(detail);
  const entries = Object.entries(detail as Record<string, unknown>);
  const names = entries.map(([name]) => name);
  if (names.length === 2 && names.includes('from') && names.includes('to')) {
    const change = detail as { from: unknown; to: unknown };
    return `${detailOf(change.from) || '–'} → ${detailOf(change.to) || '–'}`;
  }
  return entries.map(([name, value]) => [name, name === 'changed' ? changes(value) : detailOf(value)]).filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`).join('; ');
}

/** What an act was on: the person's own name where it was oneself, else the id as it stands. */
export function nounOf(entry: { subject: string; actor: string; actor_name: string }): string {
  return entry.subject && entry.actor.endsWith(entry.subject) ? entry.actor_name : entry.subject;
}

/** What settings became: `{field: [before, after]}` as `field before → after`. */
function changes(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return detailOf(value);
  return Object.entries(value as Record<string, unknown>)
    .map(([name, pair]) => (Array.isArray(pair) && pair.length === 2 ? `${name} ${detailOf(pair[0]) || '–'} → ${detailOf(pair[1]) || '–'}` : `${name} ${detailOf(pair)}`))
    .join(', ');
}
