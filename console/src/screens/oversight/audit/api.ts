import { api } from '../../../api/client';

/** A line of the log, as GET /api/audit tells it. */
export interface Line {
  id: number;
  at: string;
  sentence: string;
  actor_name: string;
  role_name: string;
  what: string;
  operation: string;
  operation_name: string;
  subject: string;
  purpose_name: string;
  case: { id: string; reference: string } | null;
  reason: string;
  recipient_name: string;
  address: string;
  detail: Record<string, unknown>;
  seq: number | null;
  hash: string | null;
}

/** What is looked for. */
export interface Wish {
  text: string;
  operation: string;
  from: string;
  to: string;
}

export interface Checkpoint {
  size: number;
  at: string;
  note: string;
}

export interface State {
  entries: number;
  whole: boolean | null;
  checked_at: string | null;
  key: string;
  checkpoints: Checkpoint[];
}

export interface Verified {
  whole: boolean;
  entries: number;
  forgotten: number;
  checkpoints: number;
  outside: number;
  checked_at: string;
  fault: { problem: string; seq: number | null; entry: number | null; words: string } | null;
}

export const OPERATIONS = ['collection', 'consultation', 'alteration', 'disclosure', 'combination', 'erasure', 'system'] as const;

/** The query of a wish: days are whole days of the reader's clock. */
export function query(wish: Wish): Record<string, string> {
  const day = (text: string, more = 0) => {
    if (!text) return '';
    const at = new Date(`${text}T00:00`);
    at.setDate(at.getDate() + more);
    return Number.isNaN(at.getTime()) ? '' : at.toISOString();
  };
  return { text: wish.text.trim(), operation: wish.operation, from: day(wish.from), to: day(wish.to, 1) };
}

/** Keeps a checkpoint as a file for a second party. */
export function keep(checkpoint: Checkpoint): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([checkpoint.note], { type: 'text/plain' }));
  link.download = `audit-${checkpoint.size}.checkpoint`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Reads the whole log anew; `told` hears how far it is. */
export function verify(checkpoint: string, told: (read: number, total: number) => void): Promise<Verified> {
  return api.lines<Verified>('/audit/verify/stream', { checkpoint }, (line) => {
    const { read, total } = line as { read?: number; total?: number };
    if (read !== undefined && total !== undefined) told(read, total);
  });
}
