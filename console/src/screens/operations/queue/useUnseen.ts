import { useEffect, useMemo, useRef, useState } from 'react';
import { loudestFirst, newLoud } from '../logic/unseen';
import type { Arranged } from '../logic/order';
import { useAlerts } from '../stores';

/** High and critical alerts that came and have not been in the list's window since, the loudest first. */
export function useUnseen(order: Arranged, waiting: readonly string[], inView: ReadonlySet<string>): readonly string[] {
  const store = useAlerts();
  const newest = useRef<string | null>(null);
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => [...order.needs, ...waiting], [order, waiting]);
  useEffect(() => {
    const { come, latest } = newLoud(ids, store.byId, newest.current);
    newest.current = latest;
    if (come.length > 0) setPending((known) => new Set([...known, ...come]));
  }, [ids, store]);
  useEffect(() => {
    setPending((known) => {
      if (known.size === 0) return known;
      const listed = new Set(ids);
      const left = [...known].filter((id) => !inView.has(id) && listed.has(id));
      return left.length === known.size ? known : new Set(left);
    });
  }, [ids, inView]);
  return useMemo(() => loudestFirst(pending, store.byId), [pending, store, ids]);
}
