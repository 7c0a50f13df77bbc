import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../api/client';
import type { HeldBackOut, SilenceOut, TriageSettingsOut } from '../../../api/generated/types.gen';

export type Held = HeldBackOut;
export type Silence = SilenceOut;
export type TriageSettings = TriageSettingsOut;

/** How many alerts of the hour are held back, by rule, with the rules' words. */
export const heldQuery = (locale: string) =>
  queryOptions({
    queryKey: ['triage', 'held', locale],
    queryFn: ({ signal }) => api.get<Held>('/triage/held', {}, signal),
    refetchInterval: 30_000,
  });

/** Silences and maintenance windows: running, coming, and over since a day. */
export const silencesQuery = (locale: string) =>
  queryOptions({
    queryKey: ['triage', 'silences', locale],
    queryFn: ({ signal }) => api.get<Silence[]>('/triage/silences', {}, signal),
    refetchInterval: 30_000,
  });
