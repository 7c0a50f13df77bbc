import { expect, it } from 'vitest';
import { detailOf, nounOf } from '../admin/detail';
import { byKind } from './kinds';

it('counts sensors by kind, what cannot be believed apart', () => {
  expect(byKind(['air', 'people', 'people', 'people'], ['fresh', 'stuck', 'late', 'fresh'])).toEqual([
    { kind: 'people', total: 3, blind: 1, late: 1 },
    { kind: 'air', total: 1, blind: 0, late: 0 },
  ]);
});

it('writes a detail of the audit log as one line', () => {
  expect(detailOf({ limit: { from: 5, to: 3 }, note: '', fields: ['a', 'b'] })).toBe('limit: 5 → 3; fields: a, b');
  expect(detailOf({ changed: { ratio: [1.3, 1.5] } })).toBe('changed: ratio 1.3 → 1.5');
  expect(detailOf({})).toBe('');
  expect(nounOf({ subject: 'per_1', actor: 'person:per_1', actor_name: 'Aino' })).toBe('Aino');
});
