import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../../api/client';
import { useEvent } from '../../api/events';
import type { BreachOut, LinkWaitingOut, SubjectRequestOut } from '../../api/generated';
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
export function useOptional<T>(key: QueryKey, path: string, params: Record<string, string | number> = {}, every = 30_000, enabled = true): T | null | undefined {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: [...key, params, i18n.language],
    queryFn: ({ signal }) => optional<T>(path, params, signal),
    refetchInterval: every,
    enabled,
  }).data;
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
  /** Tools that need an assessment and have none that holds: they do not run. */
  lacking: Assessment[];
  officers: LinkWaitingOut[];
  requests?: number;
  late: SubjectRequestOut[];
  breachesOpen: BreachOut[];
  breaches?: number;
}

/** Days before its limit from which a person's request counts as waiting for the officer. */
const SOON_DAYS = 7;

/** Ms: looking at grants is written down, and the stream tells of changes; this is the second wall behind it. */
const SELDOM = 300_000;

/** Everything that waits for the officer, kept fresh by the stream. */
export function useWaiting(): Waiting {
  const queries = useQueryClient();
  const again = (key: string) => void queries.invalidateQueries({ queryKey: [key] });
  useEvent('grant', () => again('grants'));
  useEvent('assessment', () => again('assessments'));
  useEvent('settings', () => again('assessments'));
  useEvent('subject_request', () => again('oversight-requests'));
  useEvent('breach', () => again('oversight-breaches'));
  useEvent('oversight', () => { again('oversight'); again('officers-waiting'); });
  const overrides = useMay('review_override');
  const seesRequests = useMay('see_requests');
  const officers = useOptional<LinkWaitingOut[]>(['officers-waiting'], '/people/officers/waiting', {}, SELDOM, useMay('approve_officers')) ?? [];
  const asked = useOptional<Grant[]>(['grants', 'waiting'], '/grants', { state: 'waiting' }, SELDOM);
  const inForce = useOptional<Grant[]>(['grants', 'in_force'], '/grants', { state: 'in_force' }, SELDOM);
  const reviews = useOptional<Grant[]>(['grants', 'to_review'], '/grants', { state: 'to_review' }, SELDOM);
  const assessments = useOptional<Assessment[]>(['assessments', 'now'], '/assessments');
  const requests = useOptional<SubjectRequestOut[]>(['oversight-requests'], '/requests', {}, 30_000, seesRequests);
  const breaches = useOptional<BreachOut[]>(['oversight-breaches'], '/breaches');
  const stale = assessments?.filter((one) => one.state === 'stale') ?? [];
  const lacking = assessments?.filter((one) => one.state === 'missing' || one.state === 'expired') ?? [];
  const open = requests?.filter((one) => one.state === 'open');
  const late = open?.filter((one) => one.late || one.days_left <= SOON_DAYS) ?? [];
  const breachesOpen = breaches?.filter((one) => one.closed_at === null) ?? [];
  const toReview = overrides ? (reviews ?? []) : [];
  return {
    known: [asked, assessments, seesRequests ? requests : null, breaches].every((each) => each !== undefined),
    count: (asked?.length ?? 0) + toReview.length + stale.length + lacking.length + officers.length + late.length + breachesOpen.length,
    asked: asked ?? undefined, reviews: toReview, inForce: inForce ?? undefined,
    assessments: assessments ?? undefined, stale, lacking, officers, requests: open?.length, late, breachesOpen, breaches: breachesOpen.length,
  };
}
