import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useEvent } from '../../../api/events';
import type { OfferOut, RunOut } from '../../../api/generated';
import { toast } from '../../../ui';

/** What a run is about: one alert or one incident. */
export interface About { alert?: string; incident?: string }

const keyOf = (about: About) => about.alert ?? about.incident ?? '';

/** Procedures that fit, with the reason. */
export const offeredQuery = (about: About, locale: string) =>
  queryOptions({
    queryKey: ['procedures', 'offered', keyOf(about), locale],
    queryFn: ({ signal }) => api.get<OfferOut[]>('/procedures/offered', { ...about }, signal),
    staleTime: 60_000,
  });

/** Runs of it, newest first. */
export const runsQuery = (about: About, locale: string) =>
  queryOptions({
    queryKey: ['procedures', 'runs', keyOf(about), locale],
    queryFn: ({ signal }) => api.get<RunOut[]>('/procedures/runs', { ...about }, signal),
  });

/** What one does with a run; each gives the run as it is afterwards. */
export interface RunActs {
  busy: boolean;
  error: unknown;
  start: (procedure: string) => Promise<void>;
  answer: (run: RunOut, answer: number) => Promise<void>;
  skip: (run: RunOut, reason: string) => Promise<boolean>;
  act: (run: RunOut) => Promise<void>;
  undo: (run: RunOut) => Promise<void>;
  stop: (run: RunOut, reason: string) => Promise<boolean>;
}

/** The acts on runs of an alert or incident. What others do comes by the stream. */
export function useRunActs(about: About): RunActs {
  const { t, i18n } = useTranslation('procedures');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const runs = runsQuery(about, i18n.language).queryKey;
  const renew = () => queries.invalidateQueries({ queryKey: ['procedures', 'runs', keyOf(about)] });
  useEvent<{ alert: string | null; incident: string | null }>('step', (told) => {
    if (told.alert === about.alert || told.incident === about.incident) void renew();
  });
  const send = async (path: string, body: unknown): Promise<RunOut | null> => {
    if (busy) return null;
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<RunOut>(`/procedures/runs${path}`, body);
      queries.setQueryData(runs, (before: RunOut[] | undefined) => [made, ...(before ?? []).filter((run) => run.id !== made.id)]);
      void renew();
      void queries.invalidateQueries({ queryKey: ['procedures', 'offered', keyOf(about)] });
      return made;
    } catch (problem) {
      setError(problem);
      void renew();
      return null;
    } finally {
      setBusy(false);
    }
  };
  const undo = async (run: RunOut) => void (await send(`/${run.id}/undo`, {}));
  return {
    busy,
    error,
    undo,
    start: async (procedure) => void (await send('', { procedure, ...about })),
    answer: async (run, answer) => {
      const label = run.step?.answers[answer] ?? '';
      const made = await send(`/${run.id}/answer`, { step: run.step?.id, answer });
      if (made) toast(t('run.answered', { answer: label }), { undo: () => void undo(made) });
    },
    skip: async (run, reason) => {
      const made = await send(`/${run.id}/skip`, { step: run.step?.id, reason });
      if (made) toast(t('run.skipped'), { undo: () => void undo(made) });
      return made !== null;
    },
    act: async (run) => {
      const made = await send(`/${run.id}/act`, { step: run.step?.id });
      if (made) toast(t('run.did'));
    },
    stop: async (run, reason) => (await send(`/${run.id}/stop`, { reason })) !== null,
  };
}
