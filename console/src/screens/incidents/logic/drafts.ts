/* What somebody has begun to write, kept in this browser until it is sent. */

import type { Audience, Side } from '../types';

export interface Draft {
  text: string;
  side: Side;
  audience: Audience;
  kind: 'note' | 'chat' | 'dispatch';
}

const KEPT = 'impetus.incidents.draft.';
export const EMPTY: Draft = { text: '', side: 'centre', audience: 'all', kind: 'note' };

/** The draft of an incident; an empty one where there is none. */
export function readDraft(incident: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT + incident) ?? 'null') as Partial<Draft> | null;
    if (!kept || typeof kept.text !== 'string') return EMPTY;
    return {
      text: kept.text,
      side: kept.side === 'city' ? 'city' : 'centre',
      audience: kept.audience === 'own' ? 'own' : 'all',
      kind: kept.kind === 'chat' || kept.kind === 'dispatch' ? kept.kind : 'note',
    };
  } catch {
    return EMPTY;
  }
}

/** Keeps a draft; one without text is forgotten. */
export function keepDraft(incident: string, draft: Draft): void {
  if (draft.text.trim()) localStorage.setItem(KEPT + incident, JSON.stringify(draft));
  else localStorage.removeItem(KEPT + incident);
}
