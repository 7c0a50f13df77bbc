import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Severity } from '../../api/types';
import type { Content, Warning, Words } from './types';

/** Every warning: drafts, those that run, those that ended. */
export const warningsQuery = queryOptions({
  queryKey: ['warnings'],
  queryFn: ({ signal }) => api.get<Warning[]>('/warnings', {}, signal),
  refetchInterval: 5000,
});

const SHOWN: Record<Content['severity'], Severity> = { Extreme: 'critical', Severe: 'high', Moderate: 'medium', Minor: 'low', Unknown: 'info' };

/** The console's own severity for one of the standard's, for shape and colour. */
export function shownSeverity(content: Content): Severity {
  return SHOWN[content.severity] ?? 'info';
}

/** What a warning is called in a language, or in any that has a word for it. */
export function titleOf(content: Content, locale: string): string {
  const mine = content.texts[locale as keyof Content['texts']];
  return mine?.headline || Object.values(content.texts).find((words) => words.headline)?.headline || mine?.event || '';
}

const NO_WORDS: Words = { event: '', headline: '', description: '', instruction: '', area: '' };

/** A warning that is not saved yet, as the server would begin one; `about` is what it is drawn up for. */
export function blank(about: string | null): Warning {
  const content: Content = {
    category: 'Safety', urgency: 'Immediate', severity: 'Severe', certainty: 'Observed', responses: [], ring: [], circle: null, expires_at: '', web: '', contact: '',
    texts: { en: { ...NO_WORDS }, it: { ...NO_WORDS }, nb: { ...NO_WORDS } },
  };
  return {
    id: '', number: '', type: 'Alert', state: 'draft', content, about, version: 0, changed_at: '', drafted_at: '', editors: [], expires_at: null, identifier: null,
    mine: true, missing: [], released_at: null, released_by: null, replaced_by: null, replaces: null, status: null,
  };
}
