import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Change, KindOut, Procedure, ProcedureOut } from './types';

/** Every procedure of the agency. */
export const proceduresQuery = (locale: string) =>
  queryOptions({ queryKey: ['procedures', 'list', locale], queryFn: ({ signal }) => api.get<ProcedureOut[]>('/procedures', {}, signal) });

/** One procedure: the draft, else what is in force; or the version asked for. */
export const procedureQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: ['procedures', 'one', id, version ?? 0],
    queryFn: ({ signal }) => api.get<Procedure>(`/procedures/${encodeURIComponent(id)}`, { version }, signal),
    staleTime: 0,
  });

/** The kinds of alert there are. */
export const kindsQuery = (locale: string) =>
  queryOptions({ queryKey: ['procedures', 'kinds', locale], queryFn: ({ signal }) => api.get<KindOut[]>('/procedures/kinds', {}, signal), staleTime: Infinity });

/** What changed between two versions. */
export const diffQuery = (id: string, from: number, to: number) =>
  queryOptions({ queryKey: ['procedures', 'diff', id, from, to], queryFn: ({ signal }) => api.get<Change[]>(`/procedures/${encodeURIComponent(id)}/diff`, { from, to }, signal) });
