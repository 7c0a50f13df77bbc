import { describe, expect, it } from 'vitest';
import type { Alert } from './types';
import { loudestFirst, newLoud } from './unseen';

function alert(id: string, minute: number, severity: Alert['severity'], state: Alert['state'] = 'new'): [string, Alert] {
  return [id, { id, severity, state, created_at: `2026-03-01T12:${String(minute).padStart(2, '0')}:00.000Z`, incident: null } as unknown as Alert];
}

describe('what came and is not before one’s eyes', () => {
  const byId = new Map([alert('old', 1, 'high'), alert('low', 5, 'low'), alert('high', 6, 'high'), alert('worse', 4, 'critical'), alert('taken', 7, 'high', 'acknowledged')]);

  it('takes everything for old at first', () => {
    expect(newLoud(['old', 'high'], byId, null)).toEqual({ come: [], latest: '2026-03-01T12:06:00.000Z' });
  });

  it('names high and critical ones that were raised since, not what further pages bring', () => {
    const found = newLoud(['old', 'low', 'high', 'worse', 'taken', 'gone'], byId, '2026-03-01T12:03:00.000Z');
    expect(found).toEqual({ come: ['high', 'worse'], latest: '2026-03-01T12:07:00.000Z' });
  });

  it('puts the most severe first and leaves out what was taken meanwhile', () => {
    expect(loudestFirst(new Set(['old', 'high', 'worse', 'taken']), byId)).toEqual(['worse', 'high', 'old']);
  });
});
