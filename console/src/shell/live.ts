import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { startEvents, useEvent } from '../api/events';
import { statusQuery, type ToldStatus } from '../api/status';
import type { ClockState, ProgressTask } from '../api/types';

/** Calls `act` at most once in `ms`, the last call included: a burst of events asks the server once. */
export function useCalm(act: () => void, ms: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      act();
    }, ms);
  };
}

/** Opens the event stream for the signed-in console and lets it renew what the shell and its screens show. */
export function useLive(): void {
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  // Events carry texts, so another language means another stream.
  useEffect(startEvents, [i18n.language]);
  const status = useCalm(() => void queries.invalidateQueries({ queryKey: ['status'] }), 400);
  const tools = useCalm(() => void queries.invalidateQueries({ queryKey: ['tools'] }), 300);
  const sources = useCalm(() => void queries.invalidateQueries({ queryKey: ['sources'] }), 300);
  const critical = useCalm(() => void queries.invalidateQueries({ queryKey: ['alerts', 'strip'] }), 100);
  const patch = (change: (now: ToldStatus) => ToldStatus) => {
    queries.setQueryData<ToldStatus>(statusQuery.queryKey, (now) => now && change(now));
  };

  useEvent('reset', () => void queries.invalidateQueries());
  useEvent('status', () => void queries.invalidateQueries({ refetchType: 'active' }));
  useEvent('alert', () => { status(); critical(); });
  useEvent('health', status);
  useEvent('tool', () => { tools(); status(); });
  useEvent('settings', tools);
  useEvent('source', () => { sources(); status(); });
  useEvent<Partial<ClockState> | null>('clock', (clock) => {
    if (clock?.now) patch((now) => ({ ...now, clock: { ...now.clock, ...clock }, told: Date.now() }));
    else status();
  });
  useEvent<ProgressTask | ProgressTask[] | null>('progress', (told) => {
    if (!told) return;
    const tasks = Array.isArray(told) ? told : [told];
    patch((now) => {
      const rest = (now.progress ?? []).filter((each) => !tasks.some((task) => task.task === each.task));
      return { ...now, progress: [...rest, ...tasks.filter((task) => task.done < task.total)] };
    });
  });
}
