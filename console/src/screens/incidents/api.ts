/* Questions to the API about incidents; every answer is renewed when the stream tells of a change. */

import { infiniteQueryOptions, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../api/client';
import { useEvent } from '../../api/events';
import type { PartnerOut, PlacedAgencyOut } from '../../api/generated';
import type { Alert, Page } from '../../api/types';
import type { EntryPage, Evidence, Incident, IncidentDetail, IncidentPage, Task } from './types';

/** Members of a group that are read at most; beyond these their number is told and no undo is offered. */
const GROUP_READ = 200;

export type Which = 'open' | 'closed' | 'all';

/** Path of an incident under /api. */
export function pathOf(id: string, ...rest: string[]): string {
  return ['/incidents', ...[id, ...rest].map((part) => (part.includes('/') ? part : encodeURIComponent(part)))].join('/');
}

/** What stands in the console's address: the number at home, where it is one's own; the id where two agencies may count alike. */
export function addressOf(incident: Pick<Incident, 'id' | 'number' | 'own'>): string {
  return incident.own ? incident.number : incident.id;
}

/** The id behind an address: a number is looked up among one's own. Null where there is none such. */
export const idQuery = (address: string) =>
  queryOptions({
    queryKey: ['incidents', 'number', address],
    queryFn: async ({ signal }): Promise<string | null> => {
      if (!/^i-\d+$/i.test(address)) return address;
      const { items } = await api.get<IncidentPage>('/incidents', { state: 'all', q: address }, signal);
      const same = items.filter((each) => each.number.toLowerCase() === address.toLowerCase());
      return (same.find((each) => each.own) ?? same[0])?.id ?? null;
    },
    staleTime: Infinity,
  });

/** A list may come bare or as a page. */
function items<T>(answer: T[] | { items: T[] }): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}

export const incidentsQuery = (state: Which, q: string, locale: string) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'list', state, q, locale],
    queryFn: ({ signal, pageParam }) => api.get<IncidentPage>('/incidents', { state, q, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page: IncidentPage) => page.next ?? undefined,
  });

/** The first page of the open ones, for the rail's figure and for joining an alert to one. */
export const openIncidentsQuery = (locale: string) =>
  queryOptions({
    queryKey: ['incidents', 'open', locale],
    queryFn: ({ signal }) => api.get<IncidentPage>('/incidents', { state: 'open' }, signal),
    staleTime: 10_000,
  });

export const incidentQuery = (id: string, locale: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id, 'detail', locale],
    queryFn: ({ signal }) => api.get<IncidentDetail>(pathOf(id), {}, signal),
    staleTime: 5_000,
  });

export const timelineQuery = (id: string, locale: string) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'one', id, 'timeline', locale],
    queryFn: ({ signal, pageParam }) => api.get<EntryPage>(pathOf(id, 'timeline'), { side: 'all', cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page: EntryPage) => page.next ?? undefined,
    staleTime: 5_000,
  });

export const tasksQuery = (id: string, locale: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id, 'tasks', locale],
    queryFn: async ({ signal }) => items(await api.get<Task[] | { items: Task[] }>(pathOf(id, 'tasks'), {}, signal)),
    staleTime: 5_000,
  });

export const evidenceQuery = (id: string, locale: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id, 'evidence', locale],
    queryFn: async ({ signal }) => items(await api.get<Evidence[] | { items: Evidence[] }>(pathOf(id, 'evidence'), {}, signal)),
    staleTime: 5_000,
  });

/** The agencies of this installation, with which an incident can be shared. */
export const agenciesQuery = queryOptions({
  queryKey: ['agencies'],
  queryFn: async ({ signal }) => items(await api.get<PlacedAgencyOut[] | { items: PlacedAgencyOut[] }>('/agencies', {}, signal)),
  staleTime: 60_000,
});

/** The incident that an alert stands in; null where it stands in none. */
export const incidentOfQuery = (alert: string, locale: string) =>
  queryOptions({
    queryKey: ['incidents', 'of', alert, locale],
    queryFn: async ({ signal }): Promise<Incident | null> => {
      const { items } = await api.get<IncidentPage>('/incidents', { state: 'all', alert, limit: 5 }, signal);
      return items.find((each) => !each.closed_at) ?? items[0] ?? null;
    },
    staleTime: 5_000,
  });

/** What triage joined with an alert and stands in no incident: taken along with it. `ids` is null where there are more than were read. */
export const groupQuery = (alert: Alert, locale: string) =>
  queryOptions({
    queryKey: ['alerts', 'group', alert.group, 'free', locale],
    queryFn: async ({ signal }) => {
      const { items, total } = await api.get<Page<Alert>>('/alerts', { state: 'all', group: alert.group ?? '', limit: GROUP_READ }, signal);
      const free = items.filter((one) => one.id !== alert.id && !one.incident);
      const unread = Math.max(0, (total ?? items.length) - items.length);
      return { others: free.length + unread, ids: unread ? undefined : free.map((one) => one.id) };
    },
    staleTime: 5_000,
  });

/** Other installations with which incidents can be shared. */
export const partnersQuery = queryOptions({
  queryKey: ['incident-partners'],
  queryFn: ({ signal }) => api.get<PartnerOut[]>('/incidents/partners', {}, signal),
  staleTime: 10_000,
});

/** Open incidents, as far as the first page goes. */
export function useOpenIncidents(locale: string, enabled = true): Incident[] | undefined {
  return useQuery({ ...openIncidentsQuery(locale), enabled }).data?.items;
}

const CALM_MS = 150;

/** Renews what is shown of an incident when the stream tells that it changed; a burst of changes asks once. */
export function useIncidentEvents(): void {
  const queries = useQueryClient();
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEvent<{ id?: string } | null>('incident', (event) => {
    if (event?.id) changed.current.add(event.id);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      changed.current.clear();
      // The address may name the incident by its number, so the key of a query does not tell whether it is meant.
      void queries.invalidateQueries({ queryKey: ['incidents'] });
    }, CALM_MS);
  });
}
