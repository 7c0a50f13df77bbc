import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Severity } from '../../api/types';
import type { Content, Warning } from './types';

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
