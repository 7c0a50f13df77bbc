/* What is written of a procedure and not yet kept on the server. It outlives the screen that shows it. */

import type { Content, Fault, Procedure } from '../types';

/** Sends a content that builds on the draft `edits`; the answer says which draft it is now. */
export type Send<Kept extends Answer> = (content: Content, edits: number | null) => Promise<Kept>;

export type Answer = Pick<Procedure, 'edits' | 'faults'>;

/** One procedure's writing: what stands here, what the server has, and the one request under way. */
export class Line {
  latest: Content;
  /** What keeps the last version that was sent from being published. */
  faults: Fault[];
  private sent: Content;
  private edits: number | null;
  private under: Promise<unknown> | null = null;

  constructor(procedure: Pick<Procedure, 'content' | 'state' | 'edits' | 'faults'>) {
    this.faults = procedure.faults;
    this.latest = this.sent = procedure.content;
    this.edits = procedure.state === 'draft' ? procedure.edits : null;
  }

  /** Whether something is not on the server yet, or on its way there. */
  get waits(): boolean {
    return this.latest !== this.sent || this.under !== null;
  }

  /** Forgets what was not sent. */
  forget(): void {
    this.latest = this.sent;
  }

  /** Sends the latest, one request after the other: each says which draft it saw. Null where there is nothing to send. */
  async keep<Kept extends Answer>(send: Send<Kept>): Promise<Kept | null> {
    while (this.under) await this.under.catch(() => undefined);
    const content = this.latest;
    if (content === this.sent) return null;
    const going = send(content, this.edits);
    this.under = going;
    try {
      const kept = await going;
      this.edits = kept.edits;
      this.faults = kept.faults;
      this.sent = content;
      return kept;
    } finally {
      this.under = null;
    }
  }
}

const lines = new Map<string, Line>();

/** The line of a procedure: the one that still has something to send, else one that begins with what the server says. */
export function lineOf(procedure: Pick<Procedure, 'id' | 'content' | 'state' | 'edits' | 'faults'>): Line {
  const known = lines.get(procedure.id);
  if (known?.waits) return known;
  const made = new Line(procedure);
  lines.set(procedure.id, made);
  return made;
}
