import { describe, expect, it } from 'vitest';
import { anAlert } from './anAlert';
import { arrange } from './arrange';
import type { Filter } from './order';
import { Sorted } from './sorted';
import type { Alert } from './types';

const STATES = ['new', 'acknowledged', 'confirmed', 'rejected', 'closed'] as const;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** The same numbers at every run: a test that fails is to fail again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

describe('the open alerts in order', () => {
  it.each([1, 2, 3, 4, 5])('is what sorting everything anew would give, after any changes (%i)', (seed) => {
    const roll = dice(seed);
    const sorted = new Sorted();
    const byId = new Map<string, Alert>();
    const me = { id: 'me', name: 'Me', initials: 'M' };
    for (let step = 0; step < 600; step += 1) {
      const id = `alr_${roll(80)}`;
      const after = anAlert({
        id,
        state: STATES[roll(STATES.length)]!,
        severity: SEVERITIES[roll(SEVERITIES.length)]!,
        goal_s: roll(2) ? 60 * (1 + roll(5)) : null,
        owner: roll(3) ? null : me,
        created_at: new Date(Date.UTC(2026, 2, 1, 12, roll(10))).toISOString(),
        incident: roll(5) ? null : { id: 'inc_1', number: 'I-1', title: 'Square', own: true, worked: roll(2) === 1 },
      });
      sorted.put(byId.get(id), after);
      byId.set(id, after);
      if (step % 50 !== 49) continue;
      for (const filter of ['all', 'mine', 'nobody'] as Filter[])
        expect(sorted.arranged(filter, 'me')).toEqual(arrange(byId.values(), filter, 'me'));
      const { needs, hand } = sorted.arranged('all', null);
      expect(sorted.size).toBe(needs.length + hand.length);
    }
  });

  it('gives the same lists until the order changes', () => {
    const sorted = new Sorted();
    const first = anAlert({ id: 'a', severity: 'high' });
    sorted.put(undefined, first);
    sorted.put(undefined, anAlert({ id: 'b' }));
    const before = sorted.arranged('all', null);
    const seen = anAlert({ id: 'a', severity: 'high', joined: 3 });
    sorted.put(first, seen);
    expect(sorted.arranged('all', null)).toBe(before);
    sorted.put(seen, anAlert({ id: 'a', severity: 'low' }));
    expect(sorted.arranged('all', null)).toEqual({ needs: ['b', 'a'], hand: [] });
    sorted.clear();
    expect([sorted.size, sorted.arranged('all', null)]).toEqual([0, { needs: [], hand: [] }]);
  });
});
