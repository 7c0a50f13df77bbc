/* The alerts this screen knows, patched by id; pages are read as far as they are looked at. */

import type { Arranged, Filter } from './order';
import { Sorted } from './sorted';
import type { Alert } from './types';

export interface Page {
  items: Alert[];
  next: string | null;
  total: number;
}

/** Reads one page of the open alerts. */
export type ReadPage = (cursor: string | null) => Promise<Page>;

/** Under a storm the screen is renewed this often, not once for every alert. */
export const TELL_EVERY_MS = 100;
export const SLOW_MS = 1000;

export class AlertStore {
  readonly byId = new Map<string, Alert>();
  private readonly sorted = new Sorted();
  private listeners = new Set<() => void>();
  private snapshot = 0;
  private next: string | null = null;
  private started = false;
  private reading: Promise<void> | null = null;
  private generation = 0;
  /** Open alerts on pages not read yet. */
  private unread = 0;
  private slow = 0;
  private slowAt = Number.NEGATIVE_INFINITY;
  private slowTimer: ReturnType<typeof setTimeout> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;
  failed: unknown = null;

  constructor(private readonly readPage: ReadPage) {}

  /** Forget everything and read the first page anew. */
  async reload(): Promise<void> {
    this.generation += 1;
    this.reading = null;
    this.started = false;
    this.next = null;
    await this.more();
  }

  get ready(): boolean {
    return this.started;
  }

  get complete(): boolean {
    return this.started && this.next === null;
  }

  /** How many open alerts there are, read or not. */
  get total(): number {
    return this.sorted.size + this.unread;
  }

  /** The two groups of the queue in order, as ids; unfiltered the same object until the order changes. */
  arranged(filter: Filter, me: string | null): Arranged {
    return this.sorted.arranged(filter, me);
  }

  /** Read pages until `wanted` open alerts are known or there are no more. */
  async ensure(wanted: number): Promise<void> {
    while (!this.complete && this.byId.size < wanted && this.failed === null) await this.more();
  }

  async more(): Promise<void> {
    if (this.reading) return this.reading;
    if (this.complete) return;
    const generation = this.generation;
    this.reading = this.readPage(this.next)
      .then((page) => {
        if (generation !== this.generation) return;
        if (!this.started) {
          this.byId.clear();
          this.sorted.clear();
        }
        for (const alert of page.items) this.put(alert);
        this.started = true;
        this.next = page.next;
        this.unread = page.next === null ? 0 : Math.max(0, page.total - this.sorted.size);
        this.failed = null;
      })
      .catch((error: unknown) => {
        if (generation === this.generation) this.failed = error;
      })
      .finally(() => {
        if (generation !== this.generation) return;
        this.reading = null;
        this.tell();
      });
    return this.reading;
  }

  /** An alert as the server has it now. Answers whether it was new here. */
  patch(alert: Alert): boolean {
    const isNew = !this.byId.has(alert.id);
    if (!this.put(alert)) return false;
    this.tell();
    return isNew;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): number => this.snapshot;

  /** For what need not follow every change of a burst: renewed at once after a pause, then once a second. */
  readonly readSlowly = (): number => this.slow;

  /** Keep the newer of two words on the same alert; false if what we have is newer. */
  private put(alert: Alert): boolean {
    const known = this.byId.get(alert.id);
    if (known && known.version > alert.version) return false;
    this.sorted.put(known, alert);
    this.byId.set(alert.id, alert);
    return true;
  }

  /** At once after a pause; within a burst at the end of each 100 ms. */
  private tell(): void {
    if (this.timer !== null) return;
    const wait = this.toldAt + TELL_EVERY_MS - Date.now();
    const now = () => {
      this.timer = null;
      this.toldAt = Date.now();
      this.snapshot += 1;
      this.turnSlow();
      for (const listener of this.listeners) listener();
    };
    if (wait <= 0) now();
    else this.timer = setTimeout(now, wait);
  }

  private turnSlow(): void {
    if (this.slowTimer !== null) return;
    const wait = this.slowAt + SLOW_MS - Date.now();
    if (wait <= 0) {
      this.slowAt = Date.now();
      this.slow += 1;
      return;
    }
    this.slowTimer = setTimeout(() => {
      this.slowTimer = null;
      this.slowAt = Date.now();
      this.slow += 1;
      for (const listener of this.listeners) listener();
    }, wait);
  }
}
