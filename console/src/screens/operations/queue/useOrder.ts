import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Freezer } from '../logic/freeze';
import { type Arranged, type Filter, idsOf } from '../logic/order';
import { useAlerts } from '../stores';

export interface Order {
  order: Arranged;
  /** Ids that came while the list stood still and are not shown yet. */
  waiting: readonly string[];
  touch: () => void;
  release: () => void;
}

const NONE: readonly string[] = [];

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}

function same(a: Arranged, b: Arranged): boolean {
  return a === b || (sameIds(a.needs, b.needs) && sameIds(a.hand, b.hand));
}

/** The queue's order, standing still for 800 ms after the hand was in it. */
export function useOrder(filter: Filter, me: string | null): Order {
  const store = useAlerts();
  const version = store.read();
  const [, setShown] = useState(0);
  const freezer = useRef<Freezer<Arranged> | null>(null);
  freezer.current ??= new Freezer<Arranged>({ needs: [], hand: [] }, () => setShown((count) => count + 1));
  const fresh = useMemo(() => store.arranged(filter, me), [store, version, filter, me]);
  const shownFor = useRef(filter);
  useEffect(() => {
    const held = freezer.current!;
    // Another filter is the person's own wish, so it is shown at once.
    if (shownFor.current !== filter) held.release();
    shownFor.current = filter;
    if (!same(held.value, fresh)) held.offer(fresh);
  }, [fresh, filter]);
  useEffect(() => () => freezer.current?.stop(), []);
  const order = freezer.current.value;
  const waiting = useMemo(() => {
    if (same(order, fresh)) return NONE;
    const known = idsOf(order);
    return fresh.needs.filter((id) => !known.has(id));
  }, [order, fresh]);
  return {
    order,
    waiting,
    touch: useCallback(() => freezer.current?.touch(), []),
    release: useCallback(() => freezer.current?.release(), []),
  };
}
