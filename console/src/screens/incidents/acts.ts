/* What a person does to an incident. Each act is told in a toast; what cannot be sent now waits until the server is back. */

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, problemOf, request } from '../../api/client';
import { useConnection } from '../../api/events';
import { toast } from '../../ui';
import { flush, subscribe, wait, waiting, type Waiting } from './logic/outbox';

export interface Deed {
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** What to say when it is done; nothing where the screen shows it plainly. */
  said?: string;
  /** Takes it back. */
  undo?: () => void;
  /** It may wait while the server does not answer. */
  later?: Waiting['kind'];
  incident?: string;
}

/** `done` with the answer, `kept` for later, or `failed` with what went wrong (already told in a toast). */
export type Outcome<T> = { state: 'done'; answer: T } | { state: 'kept' } | { state: 'failed'; error: unknown };

/** Does things to incidents and says what came of it. */
export function useDeeds() {
  const { t } = useTranslation('incidents');
  const queries = useQueryClient();
  return useCallback(
    async function act<T = unknown>(deed: Deed): Promise<Outcome<T>> {
      try {
        const answer = await request<T>(deed.method, deed.path, { body: deed.body });
        await queries.invalidateQueries({ queryKey: ['incidents'] });
        if (deed.said) toast(deed.said, { undo: deed.undo });
        return { state: 'done', answer };
      } catch (error) {
        const silent = error instanceof ApiError && error.status === 0;
        if (silent && deed.later && deed.incident && deed.method !== 'DELETE') {
          const key = `${deed.path} ${crypto.randomUUID()}`;
          wait({ key, incident: deed.incident, kind: deed.later, method: deed.method, path: deed.path, body: deed.body as Record<string, unknown>, at: Date.now() });
          toast(t('acts.kept'));
          return { state: 'kept' };
        }
        tell(error, t, silent ? () => void act(deed) : undefined);
        if (error instanceof ApiError && error.status === 409) void queries.invalidateQueries({ queryKey: ['incidents'] });
        return { state: 'failed', error };
      }
    },
    [queries, t],
  );
}

function tell(error: unknown, t: (key: string) => string, again?: () => void): void {
  const { problem, remedy } = problemOf(error);
  const conflict = error instanceof ApiError && error.status === 409;
  const words = [problem ?? t('acts.noAnswer'), remedy, conflict ? t('acts.conflict') : null];
  toast(words.filter(Boolean).join(' '), { kind: 'problem', ...(again ? { undo: again, act: t('acts.again') } : {}) });
}

/** What waits to be sent, of one incident. */
export function useWaiting(incident: string | undefined): Waiting[] {
  const all = useSyncExternalStore(subscribe, waiting);
  return all.filter((each) => each.incident === incident);
}

const AGAIN_MS = 3000;

/** Sends what waits as soon as the server is heard again. */
export function useOutbox(): void {
  const { t } = useTranslation('incidents');
  const queries = useQueryClient();
  const cut = useConnection().state === 'cut';
  const some = useSyncExternalStore(subscribe, () => waiting().length > 0);
  useEffect(() => {
    if (!some || cut) return undefined;
    const send = async (item: Waiting) => {
      try {
        // A note tells when it was written, not when it could be sent.
        const body = item.kind === 'entry' ? { at: new Date(item.at).toISOString(), ...item.body } : item.body;
        await request(item.method, item.path, { body });
        return 'sent';
      } catch (error) {
        if (error instanceof ApiError && (error.status === 0 || error.status === 401 || error.status >= 500)) return 'later';
        tell(error, t);
        return 'refused';
      }
    };
    const attempt = () =>
      void flush(send).then((sent) => {
        if (!sent) return;
        void queries.invalidateQueries({ queryKey: ['incidents'] });
        toast(t('acts.sentNow', { count: sent }));
      });
    // The stream may outlive a line that lost one request, so it is tried again by and by.
    const timer = setInterval(attempt, AGAIN_MS);
    attempt();
    window.addEventListener('online', attempt);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', attempt);
    };
  }, [some, cut, queries, t]);
}
