import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import type { ErasureOut, KeysOut, ReceiptsOut, RetentionLockOut, RetentionOut } from '../../../api/generated';

export const retentionQuery = (locale: string) =>
  queryOptions({
    queryKey: ['retention', 'periods', locale],
    queryFn: ({ signal }) => api.get<RetentionOut[]>('/retention', {}, signal),
    refetchInterval: 60_000,
  });
export const locksQuery = (locale: string) =>
  queryOptions({
    queryKey: ['retention', 'locks', locale],
    queryFn: ({ signal }) => api.get<RetentionLockOut[]>('/retention/locks', {}, signal),
  });
export const receiptsQuery = (locale: string, cursor: string) =>
  queryOptions({
    queryKey: ['retention', 'receipts', locale, cursor],
    queryFn: ({ signal }) => api.get<ReceiptsOut>('/retention/receipts', { cursor, limit: 25 }, signal),
    refetchInterval: cursor ? false : 60_000,
  });
export const erasuresQuery = (locale: string) =>
  queryOptions({
    queryKey: ['retention', 'erasures', locale],
    queryFn: ({ signal }) => api.get<ErasureOut[]>('/retention/erasures', {}, signal),
  });
export const keysQuery = queryOptions({
  queryKey: ['retention', 'keys'],
  queryFn: ({ signal }) => api.get<KeysOut>('/retention/keys', {}, signal),
});

/** Does something and reads everything of deletion anew; what went wrong stands in `problem`. */
export function useAct() {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    setProblem(null);
    try {
      await work();
      await queries.invalidateQueries({ queryKey: ['retention'] });
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    }
  };
  return { act, problem };
}
