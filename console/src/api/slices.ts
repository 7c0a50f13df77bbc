/* Long work in short pieces: between two of them the browser may draw, and answer a key. */

/** How long one piece may take: half a frame, so that drawing has the other half. */
export const SLICE_MS = 8;

/** Resolves in a task of its own. Timers will not do: those of a tab in the background run once a second. */
export function nextTask(): Promise<void> {
  return new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go();
    };
    port2.postMessage(null);
  });
}

/** Tells when a piece has lasted long enough. */
export class Slices {
  private begun: number;

  /** `now` and `rest` are injected for tests. */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly rest: () => Promise<void> = nextTask,
  ) {
    this.begun = now();
  }

  /** Whether the next step belongs in another task. */
  get due(): boolean {
    return this.now() - this.begun >= SLICE_MS;
  }

  /** Go on in another task. */
  async breathe(): Promise<void> {
    await this.rest();
    this.begun = this.now();
  }
}
