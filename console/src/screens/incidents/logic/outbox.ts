/* What was done while cut off: kept in this browser in order, and sent when the server is back. */

/** Something to send later. `key` is unique, so that nothing waits twice. */
export interface Waiting {
  key: string;
  incident: string;
  kind: 'entry' | 'task';
  /** Path under /api, and what is sent there. */
  method: 'POST' | 'PATCH';
  path: string;
  body: Record<string, unknown>;
  /** When the person did it, ms. */
  at: number;
}

const KEPT = 'impetus.incidents.waiting';
let list: Waiting[] = read();
let sending = false;
const listeners = new Set<() => void>();

function read(): Waiting[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as Waiting[];
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function change(next: Waiting[]): void {
  list = next;
  if (list.length) localStorage.setItem(KEPT, JSON.stringify(list));
  else localStorage.removeItem(KEPT);
  for (const each of listeners) each();
}

/** Puts something in the queue. */
export function wait(item: Waiting): void {
  change([...list.filter((each) => each.key !== item.key), item]);
}

/** Everything that waits, oldest first; the same array until it changes. */
export function waiting(): Waiting[] {
  return list;
}

/** Calls `listener` whenever the queue changes. Returns what stops it. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Sends in order what waits. `send` answers `sent`, `later` (no answer: it and all after it wait on) or `refused`
 * (it leaves the queue and is told through `send` itself).
 */
export async function flush(send: (item: Waiting) => Promise<'sent' | 'later' | 'refused'>): Promise<number> {
  if (sending) return 0;
  sending = true;
  let sent = 0;
  try {
    for (let item = list[0]; item; item = list[0]) {
      const outcome = await send(item);
      if (outcome === 'later') break;
      if (outcome === 'sent') sent += 1;
      const gone = item.key;
      change(list.filter((each) => each.key !== gone));
    }
  } finally {
    sending = false;
  }
  return sent;
}

/** Forgets everything, for a person who signs out and for tests. */
export function forget(): void {
  change([]);
}
