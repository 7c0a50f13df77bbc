import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { api, ApiError, setCsrf } from './client';
import type { Session } from './types';

/** The session, or null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await api.get<Session>('/session');
      setCsrf(session.csrf);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
  retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status > 0),
});

/** Ms: time for the screen to take in what the session may no longer ask. */
const TAKEN_IN_MS = 50;

/** Puts a session with another purpose in place; nothing that the one before has seen stays on the screen. */
export async function changeSession(queries: QueryClient, made: Session): Promise<void> {
  setCsrf(made.csrf);
  queries.setQueryData(sessionQuery.queryKey, made);
  // What the new purpose refuses is switched off when the screen is drawn: asked anew before, it would be refused.
  await new Promise((done) => setTimeout(done, TAKEN_IN_MS));
  void queries.resetQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
}

/** The person, agency and purpose of this session; undefined while unknown or signed out. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data ?? undefined;
}

/** Whether the person may do something for the purpose that is declared now. Routes enforce it; the console only shows it. */
export function useMay(permission: string): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
