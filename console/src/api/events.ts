import i18n from 'i18next';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { address, api } from './client';
import type { PositionOut } from './generated';
import { Slices } from './slices';
import { SseParser, type ServerEvent } from './sse';

/** What GET /api/events carries; `reset` means that the server cannot replay from where we stopped. */
export type EventType =
  | 'alert' | 'tool' | 'source' | 'health' | 'clock' | 'progress' | 'settings' | 'reset' | 'sensors' | 'status' | 'incident' | 'mention' | 'held' | 'silence' | 'step' | 'procedure'
  | 'notice' | 'shift' | 'warning' | 'delivery' | 'feed' | 'responder' | 'presence'
  | 'grant' | 'assessment' | 'oversight' | 'subject_request' | 'breach' | 'retention';
export type Handler = (data: unknown) => void;

/** `since` is the machine's time in ms when the connection was lost. */
export interface Connection { state: 'starting' | 'open' | 'cut'; since: number | null }

// The server sends a comment every 10 s; three missed ones and the line counts as dead.
const SILENCE_MS = 30_000;
const WAIT_MS = [500, 1000, 2000, 4000, 8000];

let connection: Connection = { state: 'starting', since: null };
let lastId: string | null = null;
let running: AbortController | null = null;
const handlers = new Map<string, Set<Handler>>();
const watchers = new Set<() => void>();

function setConnection(next: Connection): void {
  connection = next;
  for (const each of watchers) each();
}

function lost(): void {
  if (connection.state !== 'cut') setConnection({ state: 'cut', since: Date.now() });
}

function deliver(event: ServerEvent): void {
  if (event.id) lastId = event.id;
  const set = handlers.get(event.type);
  if (!set?.size) return;
  let data: unknown = null;
  try {
    data = event.data ? JSON.parse(event.data) : null;
  } catch {
    return; // A broken event says nothing; the next one, or a reset, puts things right.
  }
  for (const each of [...set]) each(data);
}

async function readOnce(signal: AbortSignal): Promise<void> {
  const quiet = new AbortController();
  const either = AbortSignal.any([signal, quiet.signal]);
  let watch = setTimeout(() => quiet.abort(), SILENCE_MS);
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (lastId) headers['Last-Event-ID'] = lastId;
    const answer = await fetch(address('/events', { locale: i18n.language }), { headers, signal: either, credentials: 'same-origin', cache: 'no-store' });
    if (answer.status === 401) running?.abort();
    if (!answer.ok || !answer.body) throw new Error(`events: ${answer.status}`);
    const back = connection.state === 'cut';
    setConnection({ state: 'open', since: null });
    // Live deltas are not replayed, so what has no id is fetched anew after a cut.
    if (back) deliver({ type: 'status', id: null, data: '' });
    const parser = new SseParser();
    const slices = new Slices();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(() => quiet.abort(), SILENCE_MS);
      // A storm's events are many in a chunk, and many chunks may lie ready: they take turns with drawing and with keys.
      for (const event of parser.push(value)) {
        if (slices.due) await slices.breathe();
        if (either.aborted) return;
        deliver(event);
      }
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Asks once where the stream stands, before a screen reads anything: what happens between is replayed when it opens. */
export async function markPosition(): Promise<void> {
  if (lastId !== null) return;
  // Where this fails, the stream says itself where it begins; only what happens while a screen loads is missed.
  const told = await api.get<PositionOut>('/events/position').catch(() => null);
  if (told) lastId ??= String(told.position);
}

/** Opens the stream and keeps it open, resuming where it stopped. Returns what closes it. */
export function startEvents(): () => void {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  void (async () => {
    for (let tries = 0; !mine.signal.aborted; tries += 1) {
      const started = Date.now();
      await readOnce(mine.signal).catch(() => undefined);
      if (mine.signal.aborted) return;
      lost();
      if (Date.now() - started > 5000) tries = 0;
      await new Promise((go) => setTimeout(go, WAIT_MS[Math.min(tries, WAIT_MS.length - 1)]));
    }
  })();
  return () => mine.abort();
}

/** Calls `handler` with the parsed data of every event of a type. Returns what stops it. */
export function onEvent(type: EventType, handler: Handler): () => void {
  const set = handlers.get(type) ?? new Set<Handler>();
  handlers.set(type, set);
  set.add(handler);
  return () => set.delete(handler);
}

/** The same while a component stands; the handler may change between renders. */
export function useEvent<T>(type: EventType, handler: (data: T) => void): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => onEvent(type, (data) => latest.current(data as T)), [type]);
}

/** Whether the console hears the server. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
  );
}
