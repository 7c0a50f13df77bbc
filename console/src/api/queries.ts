import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import type { PurposesOut } from './generated';
import type { SensorColumns, Source, SourceType, Tool, ToolDetail } from './types';

/** Lists may come bare or as a page; screens want the items. */
function items<T>(answer: T[] | { items: T[] }): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}

/** Every tool, worded in `locale`. */
export const toolsQuery = (locale: string) =>
  queryOptions({
    queryKey: ['tools', locale],
    queryFn: async ({ signal }) => items(await api.get<Tool[] | { items: Tool[] }>('/tools', {}, signal)),
  });

/** One tool with its manifest, model card and settings. */
export const toolQuery = (id: string, locale: string) =>
  queryOptions({
    queryKey: ['tools', 'one', id, locale],
    queryFn: ({ signal }) => api.get<ToolDetail>(`/tools/${encodeURIComponent(id)}`, {}, signal),
  });

/** Every source with health and counts. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async ({ signal }) => items(await api.get<Source[] | { items: Source[] }>('/sources', {}, signal)),
  refetchInterval: 5000,
});

/** The kinds of source that can be added, with the schema of their settings. */
export const sourceTypesQuery = (locale: string) =>
  queryOptions({
    queryKey: ['source-types', locale],
    queryFn: async ({ signal }) => items(await api.get<SourceType[] | { items: SourceType[] }>('/source-types', {}, signal)),
    staleTime: Infinity,
  });

/** Every sensor, by columns. */
export const sensorsQuery = queryOptions({
  queryKey: ['sensors'],
  queryFn: ({ signal }) => api.get<SensorColumns>('/sensors', {}, signal),
  staleTime: 60_000,
});

/** Every purpose, worded in `locale`, with what one may do under it. */
export const purposesQuery = (locale: string) =>
  queryOptions({
    queryKey: ['purposes', locale],
    queryFn: async ({ signal }) => (await api.get<PurposesOut>('/purposes', {}, signal)).items,
  });
