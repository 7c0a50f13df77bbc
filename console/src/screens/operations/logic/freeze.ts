/* A list that does not move under the hand: for 800 ms after the last input its order stands still. */

export const FREEZE_MS = 800;

export class Freezer<T> {
  private shown: T;
  private waiting: { value: T } | null = null;
  private until = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** `onChange` is called whenever the shown value changes by itself; `now` is injected for tests. */
  constructor(
    first: T,
    private readonly onChange: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.shown = first;
  }

  get value(): T {
    return this.shown;
  }

  get frozen(): boolean {
    return this.now() < this.until;
  }

  /** The person pointed, scrolled or typed in the list: keep its order from now for 800 ms. */
  touch(): void {
    this.until = this.now() + FREEZE_MS;
    if (this.waiting) this.schedule();
  }

  /** Offer a new value; it is taken at once, or as soon as the list may move again. */
  offer(value: T): void {
    if (this.frozen) {
      this.waiting = { value };
      this.schedule();
      return;
    }
    this.waiting = null;
    this.take(value);
  }

  /** Take what waits at once: the person asked for it. */
  release(): void {
    this.until = 0;
    this.settle();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private take(value: T): void {
    if (value === this.shown) return;
    this.shown = value;
    this.onChange();
  }

  private schedule(): void {
    this.stop();
    this.timer = setTimeout(() => this.settle(), Math.max(0, this.until - this.now()));
  }

  private settle(): void {
    this.timer = null;
    if (this.frozen) return this.schedule();
    if (!this.waiting) return;
    const { value } = this.waiting;
    this.waiting = null;
    this.take(value);
  }
}
