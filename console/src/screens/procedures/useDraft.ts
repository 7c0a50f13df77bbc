import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client';
import { lineOf } from './logic/line';
import type { Content, Fault, Procedure } from './types';

const KEEP_MS = 700;
const BACK = 100;

export interface Draft {
  content: Content;
  faults: Fault[];
  /** `kept` on the server, `waits` to be sent, `fails` with the error. */
  state: 'kept' | 'waits' | 'fails';
  error: unknown;
  set: (next: Content) => void;
  undo?: () => void;
  redo?: () => void;
  /** Sends what waits; false where that failed. */
  flush: () => Promise<boolean>;
  /** Forgets what waits: the draft is being thrown away. */
  forget: () => void;
}

/**
 * What is being written: every change is kept as a draft on the server a moment later, and can be taken back.
 * It lies outside the component, so that a workspace that is made anew goes on with every word.
 */
export function useDraft(procedure: Procedure, onKept: (kept: Procedure) => void): Draft {
  const queries = useQueryClient();
  const [line] = useState(() => lineOf(procedure));
  const [past, setPast] = useState<Content[]>([]);
  const [now, setNow] = useState(line.latest);
  const [future, setFuture] = useState<Content[]>([]);
  const [faults, setFaults] = useState(line.faults);
  const [state, setState] = useState<Draft['state']>('kept');
  const [error, setError] = useState<unknown>(null);
  const told = useRef(onKept);
  told.current = onKept;
  const keep = useCallback(async (): Promise<boolean> => {
    try {
      const kept = await line.keep((content, edits) => api.put<Procedure>(`/procedures/${procedure.id}`, { content, edits }));
      // another workspace of this procedure may have sent it: what it was told holds here too
      setFaults(line.faults);
      setError(null);
      if (!line.waits) setState('kept');
      if (!kept) return true;
      told.current(kept);
      void queries.invalidateQueries({ queryKey: ['procedures', 'list'] });
      return true;
    } catch (problem) {
      setError(problem);
      setState('fails');
      return false;
    }
  }, [line, procedure.id, queries]);
  useEffect(() => {
    if (!line.waits) return undefined;
    setState('waits');
    const timer = setTimeout(() => void keep(), KEEP_MS);
    return () => clearTimeout(timer);
  }, [line, now, keep]);
  // Whoever leaves the screen keeps what was written.
  useEffect(() => () => void keep(), [keep]);
  const put = (next: Content) => {
    line.latest = next;
    setNow(next);
  };
  const set = (next: Content) => {
    if (next === now) return;
    setPast((before) => [...before.slice(-BACK), now]);
    setFuture([]);
    put(next);
  };
  const last = past[past.length - 1];
  const next = future[0];
  return {
    content: now, faults, state, error, set, flush: keep, forget: () => line.forget(),
    undo: last && (() => { setPast(past.slice(0, -1)); setFuture([now, ...future]); put(last); }),
    redo: next && (() => { setPast([...past, now]); setFuture(future.slice(1)); put(next); }),
  };
}
