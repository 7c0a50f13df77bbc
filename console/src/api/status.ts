import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { cityTime, useNow, type CityClock } from '../ui/clock';
import { setZone } from '../ui/format';
import { api } from './client';
import type { ClockState, Status } from './types';

/** The status with the machine's time of its arrival, so that clocks can be carried on. */
export type ToldStatus = Status & { told: number };

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ signal }): Promise<ToldStatus> => {
    const status = await api.get<Status>('/status', {}, signal);
    setZone(status.time_zone);
    return { ...status, told: Date.now() };
  },
  // The stream brings changes; this is the second wall behind it.
  refetchInterval: 5000,
  staleTime: 2000,
});

/** The city's state at a glance. */
export function useStatus(): ToldStatus | undefined {
  return useQuery(statusQuery).data;
}

/** A clock of the API in the form that `cityTime` carries on. */
export function told(clock: ClockState, at: number): CityClock {
  return { at: new Date(clock.now).getTime(), told: at, speed: clock.speed, paused: clock.paused || clock.speed === 0 };
}

/** City time in ms, now, for who needs it once. */
export function cityNow(queries: QueryClient): number {
  const status = queries.getQueryData(statusQuery.queryKey);
  return cityTime(status && told(status.clock, status.told), Date.now());
}

/** City time in ms, renewed once a second. */
export function useCityNow(): number {
  const now = useNow();
  const status = useStatus();
  const clock = useMemo(() => (status ? told(status.clock, status.told) : undefined), [status]);
  return cityTime(clock, now);
}

/** Whether the city keeps a time of its own, as a demonstration does: then what people did is told in real time, in words. */
export function useOwnTime(): boolean {
  const clock = useStatus()?.clock;
  return clock !== undefined && Math.abs(Date.parse(clock.now) - Date.parse(clock.wall)) > 90_000;
}

/** The server's wall clock in ms, renewed once a second. Goals and ages count real seconds, whatever the city's clock does. */
export function useWallNow(): number {
  const now = useNow();
  const status = useStatus();
  if (!status) return now;
  return now + (Date.parse(status.clock.wall) - status.told);
}
