import { queryOptions, useQuery } from '@tanstack/react-query';
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

/** The person, agency and purpose of this session; undefined while unknown or signed out. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data ?? undefined;
}

/** Whether the person may do something for the purpose that is declared now. Routes enforce it; the console only shows it. */
export function useMay(permission: string): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
