import type { QueryClient } from '@tanstack/react-query';
import { api, setCsrf } from './client';
import { sessionQuery } from './session';
import type { Session } from './types';

/** Where the window that went to a provider of accounts tells that it is back. */
export const PROOF = 'impetus.proof';

/**
 * Takes up the session that a new proof at a provider opened, so that an act that waits can be sent again: with the purpose
 * and the case that it was begun under. False where somebody else came back: then nothing that was begun goes on.
 */
export async function takeUp(queries: QueryClient, before: Session, reason: string): Promise<boolean> {
  let now = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
  if (now?.person.id !== before.person.id || now.agency.id !== before.agency.id) return false;
  if (now.purpose.id !== before.purpose.id || (now.case?.id ?? null) !== (before.case?.id ?? null)) {
    now = await api.put<Session>('/session/purpose', { purpose: before.purpose.id, case: before.case?.id ?? null, reason });
    setCsrf(now.csrf);
    queries.setQueryData(sessionQuery.queryKey, now);
  }
  return true;
}
