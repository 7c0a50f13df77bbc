import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../../api/client';
import { useEvent } from '../../api/events';
import type { BreachOut, SubjectRequestOut } from '../../api/generated';
import { useMay } from '../../api/session';
import type { Assessment, Grant } from './types';

/** What one may not see, or what this installation has not, is simply not there. */
async function optional<T>(path: string, params: Record<string, string | number>, signal: AbortSignal): Promise<T | null> {
  try {
    return await api.get<T>(path, params, signal);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

/** A list that may not be there: null then, undefined while unknown. */
export function useOptional<T>(key: QueryKey, path: string, params: Record<string, string | number> = {}, every = 30_000): T | null | undefined {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: [...key, params, i18n.language],
    queryFn: ({ signal }) => optional<T>(path, params, signal),
    refetchInterval: every,
  }).data;
}

/** Lists come bare or as a page. */
function items<T>(answer: T[] | { items: T[] } | null | undefined): T[] | undefined {
  if (!answer) return undefined;
  return Array.isArray(answer) ? answer : answer.items;
}

export interface Waiting {
  /** Whether the lists have come, so that a count may be said. */
  known: boolean;
  count: number;
  asked?: Grant[];
  reviews?: Grant[];
  inForce?: Grant[];
  assessments?: Assessment[];
  stale: Assessment[];
  requests?: number;
  late: SubjectRequestOut[];
  breachesOpen: BreachOut[];
  breaches?: number;
}

/** Days before its limit from which a person's request counts as waiting for the officer. */
const SOON_DAYS = 7;

/** Everything that waits for the officer, kept fresh by the stream. */
export function useWaiting(): Waiting {
  const queries = useQueryClient();
  const again = (key: string) => void queries.invalidateQueries({ queryKey: [key] });
  useEvent('grant', () => again('grants'));
  useEvent('assessment', () => again('assessments'));
  useEvent('settings', () => again('assessments'));
  useEvent('subject_request', () => again('oversight-requests'));
  useEvent('breach', () => again('oversight-breaches'));
  const overrides = useMay('review_override');
  type GrantPage = { items: Grant[] };
  const asked = useOptional<GrantPage>(['grants', 'waiting'], '/grants', { state: 'waiting' });
  const inForce = useOptional<GrantPage>(['grants', 'in_force'], '/grants', { state: 'in_force' });
  const reviews = useOptional<GrantPage>(['grants', 'to_review'], '/grants', { state: 'to_review' });
  const assessments = useOptional<{ items: Assessment[] }>(['assessments', 'now'], '/assessments');
  const requests = useOptional<SubjectRequestOut[]>(['oversight-requests'], '/requests');
  const breaches = useOptional<BreachOut[]>(['oversight-breaches'], '/breaches');
  const stale = items(assessments)?.filter((one) => one.state === 'stale') ?? [];
  const open = items(requests)?.filter((one) => one.state === 'open');
  const late = open?.filter((one) => one.late || one.days_left <= SOON_DAYS) ?? [];
  const breachesOpen = items(breaches)?.filter((one) => one.closed_at === null) ?? [];
  const toReview = overrides ? (items(reviews) ?? []) : [];
  return {
    known: [asked, assessments, requests, breaches].every((each) => each !== undefined),
    count: (items(asked)?.length ?? 0) + toReview.length + stale.length + late.length + breachesOpen.length,
    asked: items(asked), reviews: items(reviews), inForce: items(inForce),
    assessments: items(assessments), stale, requests: open?.length, late, breachesOpen, breaches: breachesOpen.length,
  };
}
