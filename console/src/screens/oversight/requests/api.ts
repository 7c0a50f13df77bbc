import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import type { RequestDetailOut, SubjectRequestOut } from '../../../api/generated';
import { changeSession } from '../../../api/session';
import type { Session } from '../../../api/types';

export const PURPOSE = 'subject_rights';

/** Every request without who asks. */
export const requestsQuery = queryOptions({
  queryKey: ['requests'],
  queryFn: ({ signal }) => api.get<SubjectRequestOut[]>('/requests', {}, signal),
  refetchInterval: 30_000,
});

/** One request with who asks; each reading is written down, so it is not read again by itself. */
export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ['requests', id],
    queryFn: ({ signal }) => api.get<RequestDetailOut>(`/requests/${encodeURIComponent(id)}`, {}, signal),
    staleTime: Infinity,
    retry: false,
  });
}

/** Does something about a request; what the answer says stands in its place at once. */
export function useRequestAct(id: string) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const act = async (path: string, body: unknown = {}): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      const out = await api.post<RequestDetailOut>(`/requests/${encodeURIComponent(id)}/${path}`, body);
      queries.setQueryData(['requests', id], out);
      await queries.invalidateQueries({ queryKey: ['requests'], exact: true });
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, problem, busy };
}

/** Goes over to the purpose that something is worked on under. */
export function useTakeUp(purpose: string = PURPOSE) {
  const queries = useQueryClient();
  return async () => {
    await changeSession(queries, await api.put<Session>('/session/purpose', { purpose }));
  };
}
