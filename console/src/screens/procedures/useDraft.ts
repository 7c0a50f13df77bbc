import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client';
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
}

/** What is being written: every change is kept as a draft on the server a moment later, and can be taken back. */
export function useDraft(procedure: Procedure, onKept: (kept: Procedure) => void): Draft {
  const queries = useQueryClient();
  const [past, setPast] = useState<Content[]>([]);
  const [now, setNow] = useState(procedure.content);
  const [future, setFuture] = useState<Content[]>([]);
  const [faults, setFaults] = useState(procedure.faults);
  const [state, setState] = useState<Draft['state']>('kept');
  const [error, setError] = useState<unknown>(null);
  const edits = useRef<number | null>(procedure.state === 'draft' ? procedure.edits : null);
  const sent = useRef(procedure.content);
  const latest = useRef(now);
  const under = useRef<Promise<boolean> | null>(null);
  latest.current = now;
  const told = useRef(onKept);
  told.current = onKept;
  const keep = useCallback(async (): Promise<boolean> => {
    // One after the other: each says which draft it saw.
    while (under.current) await under.current;
    const content = latest.current;
    if (content === sent.current) return true;
    under.current = (async () => {
      try {
        const kept = await api.put<Procedure>(`/procedures/${procedure.id}`, { content, edits: edits.current });
        edits.current = kept.edits;
        sent.current = content;
        setFaults(kept.faults);
        setError(null);
        if (latest.current === content) setState('kept');
        told.current(kept);
        void queries.invalidateQueries({ queryKey: ['procedures', 'list'] });
        return true;
      } catch (problem) {
        setError(problem);
        setState('fails');
        return false;
      } finally {
        under.current = null;
      }
    })();
    return under.current;
  }, [procedure.id, queries]);
  useEffect(() => {
    if (now === sent.current) return undefined;
    setState('waits');
    const timer = setTimeout(() => void keep(), KEEP_MS);
    return () => clearTimeout(timer);
  }, [now, keep]);
  // Whoever leaves the screen keeps what was written.
  useEffect(() => () => void keep(), [keep]);
  const set = (next: Content) => {
    if (next === now) return;
    setPast((before) => [...before.slice(-BACK), now]);
    setFuture([]);
    setNow(next);
  };
  const last = past[past.length - 1];
  const next = future[0];
  return {
    content: now, faults, state, error, set, flush: keep,
    undo: last && (() => { setPast(past.slice(0, -1)); setFuture([now, ...future]); setNow(last); }),
    redo: next && (() => { setPast([...past, now]); setFuture(future.slice(1)); setNow(next); }),
  };
}
