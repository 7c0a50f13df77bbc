/* What a person does to an alert: acknowledge, judge, take over, undo. Each is told in a toast that can take it back. */

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, problemOf } from '../../api/client';
import { toast } from '../../ui';
import type { Alert, RejectReason } from './logic/types';
import { alerts } from './stores';

export type Act =
  | { do: 'acknowledge' | 'take-over' | 'undo' | 'close' | 'reopen' }
  | { do: 'verdict'; word: 'confirmed' | 'rejected' | 'duplicate'; reason?: RejectReason; note?: string; same_as?: string };

export interface Acts {
  act: (alert: Alert, what: Act) => Promise<void>;
  /** The act under way, by name. */
  busy: string | null;
  /** Whether an act on this alert is under way, or answered and not yet in its history, that can be taken back. */
  justDone: (id: string) => boolean;
}

/** Words for a toast: `acts.acknowledge`, `acts.rejected`. */
function nameOf(what: Act): string {
  return what.do === 'verdict' ? what.word : what.do;
}

export function useActs(): Acts {
  const { t } = useTranslation('operations');
  const queries = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const running = useRef<{ key: string; done: Promise<void> } | null>(null);
  const last = useRef<{ id: string; undo: boolean } | null>(null);
  const act = useCallback(
    async (chosen: Alert, what: Act): Promise<void> => {
      // A key pressed while the act before it is under way waits its turn; the same one twice is one.
      const key = `${chosen.id} ${nameOf(what)}`;
      if (running.current?.key === key) return;
      const before = running.current?.done;
      let finish = () => {};
      const mine = { key, done: new Promise<void>((resolve) => (finish = resolve)) };
      running.current = mine;
      const told = { id: chosen.id, undo: what.do === 'undo' };
      last.current = told;
      const inHistory = () => {
        if (last.current === told) last.current = null;
      };
      await before;
      const alert = alerts.byId.get(chosen.id) ?? chosen;
      setBusy(nameOf(what));
      const { do: path, ...rest } = what;
      try {
        const body = { ...rest, expected_state: alert.state };
        const answer = await api.post<Alert>(`/alerts/${encodeURIComponent(alert.id)}/${path}`, body);
        alerts.patch(answer);
        void queries.invalidateQueries({ queryKey: ['alerts', 'one', alert.id] }).then(inHistory, inHistory);
        void queries.invalidateQueries({ queryKey: ['status'] });
        const reason = what.do === 'verdict' && what.reason ? t(`reasons.${what.reason}`) : '';
        const text = t(`acts.${nameOf(what)}`, { number: answer.number, reason });
        const undo = what.do === 'undo' ? undefined : () => void act(answer, { do: 'undo' });
        toast(text, { undo });
      } catch (error) {
        inHistory();
        const { problem, remedy } = problemOf(error);
        const again = error instanceof ApiError && error.status === 0;
        toast([problem ?? t('acts.noAnswer'), remedy].filter(Boolean).join(' '), {
          kind: 'problem',
          ...(again ? { undo: () => void act(alert, what), act: t('acts.again') } : {}),
        });
        if (error instanceof ApiError && error.status === 409)
          void queries.invalidateQueries({ queryKey: ['alerts', 'one', alert.id] });
      } finally {
        if (running.current === mine) running.current = null;
        setBusy(null);
        finish();
      }
    },
    [queries, t],
  );
  const justDone = useCallback((id: string) => last.current?.id === id && !last.current.undo, []);
  return useMemo(() => ({ act, busy, justDone }), [act, busy, justDone]);
}
