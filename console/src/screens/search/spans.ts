/** What can be searched, as the API names it. */
export const KINDS = ['alert', 'incident', 'note', 'task', 'procedure', 'guide'] as const;
export type Kind = (typeof KINDS)[number];

/** How far back. */
export const SPANS = ['all', 'hour', 'day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];

const HOURS: Record<Exclude<Span, 'all'>, number> = { hour: 1, day: 24, week: 168, month: 744 };

/** The beginning of a span as the API takes it, to the minute so that one search is asked once; empty for all times. */
export function since(span: Span, now: number): string {
  if (span === 'all') return '';
  return new Date(Math.floor(now / 60_000) * 60_000 - HOURS[span] * 3_600_000).toISOString();
}

/** A text cut where one of `words` begins, so that those parts can be marked. `words` are plain: lower case, no accents. */
export function marked(text: string, words: string[], plain: (text: string) => string): { text: string; hit: boolean }[] {
  const folded = plain(text);
  const parts: { text: string; hit: boolean }[] = [];
  let at = 0;
  // Folding that changes the length would mark the wrong letters.
  if (folded.length !== text.length) return [{ text, hit: false }];
  while (at < text.length) {
    let best = -1;
    let length = 0;
    for (const word of words) {
      const place = word ? folded.indexOf(word, at) : -1;
      if (place >= 0 && (best < 0 || place < best || (place === best && word.length > length))) {
        best = place;
        length = word.length;
      }
    }
    if (best < 0) break;
    if (best > at) parts.push({ text: text.slice(at, best), hit: false });
    parts.push({ text: text.slice(best, best + length), hit: true });
    at = best + length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return parts;
}
