import { describe, expect, it } from 'vitest';
import { anAlert } from './anAlert';
import { arrange } from './arrange';
import { compare, groupOf, idsOf, isWaiting, neighbour } from './order';

describe('the order of the queue', () => {
  it('puts what nobody has above what is in hand, whatever the severity', () => {
    const held = anAlert({ id: 'held', severity: 'critical', state: 'acknowledged' });
    const open = anAlert({ id: 'open', severity: 'low' });
    expect([held, open].sort(compare).map((alert) => alert.id)).toEqual(['open', 'held']);
  });

  it('sorts by severity, then by the goal that ends first, then by the newest', () => {
    const alerts = [
      anAlert({ id: 'old low', severity: 'low', goal_s: null, created_at: '2026-11-20T15:00:00Z' }),
      anAlert({ id: 'new low', severity: 'low', goal_s: null, created_at: '2026-11-20T15:05:00Z' }),
      anAlert({ id: 'later goal', severity: 'high', goal_s: 180, created_at: '2026-11-20T15:04:00Z' }),
      anAlert({ id: 'sooner goal', severity: 'high', goal_s: 180, created_at: '2026-11-20T15:01:00Z' }),
      anAlert({ id: 'critical', severity: 'critical' }),
    ];
    expect(arrange(alerts, 'all', null).needs).toEqual(['critical', 'sooner goal', 'later goal', 'new low', 'old low']);
  });

  it('leaves out what is rejected or closed', () => {
    expect(groupOf(anAlert({ state: 'rejected' }))).toBeNull();
    expect(groupOf(anAlert({ state: 'closed' }))).toBeNull();
    expect(groupOf(anAlert({ state: 'confirmed' }))).toBe('hand');
  });

  it('counts nothing as waiting that an incident has which somebody works on', () => {
    const incident = { id: 'inc_1', number: 'I-4', title: 'Square', own: true, worked: true };
    const worked = anAlert({ id: 'worked', severity: 'critical', incident });
    const asked = anAlert({ id: 'asked', incident: { ...incident, worked: false } });
    expect(arrange([worked, asked], 'all', null)).toEqual({ needs: ['asked'], hand: ['worked'] });
    expect(arrange([worked, asked], 'nobody', null)).toEqual({ needs: ['asked'], hand: [] });
    expect(isWaiting(worked)).toBe(false);
  });

  it('filters mine and nobody’s', () => {
    const me = { id: 'me', name: 'Me', initials: 'M' };
    const alerts = [anAlert({ id: 'mine', state: 'acknowledged', owner: me }), anAlert({ id: 'free' })];
    expect(arrange(alerts, 'mine', 'me')).toEqual({ needs: [], hand: ['mine'] });
    expect(arrange(alerts, 'nobody', 'me')).toEqual({ needs: ['free'], hand: [] });
  });

  it('names the ids of both groups, gathered once', () => {
    const order = { needs: ['c'], hand: ['a', 'b'] };
    expect([...idsOf(order)].sort()).toEqual(['a', 'b', 'c']);
    expect(idsOf(order)).toBe(idsOf(order));
  });

  it('is total: any two different alerts have an order, the same both ways round', () => {
    const one = anAlert({ id: 'a' });
    const two = anAlert({ id: 'b' });
    expect(Math.sign(compare(one, two))).toBe(-Math.sign(compare(two, one)));
    expect(compare(one, two)).not.toBe(0);
  });

  it('steps through both groups and stops at the ends', () => {
    const order = { needs: ['a', 'b'], hand: ['c'] };
    expect(neighbour(order, 'b', 1)).toBe('c');
    expect(neighbour(order, 'c', 1)).toBe('c');
    expect(neighbour(order, 'a', -1)).toBe('a');
    expect(neighbour(order, null, 1)).toBe('a');
    expect(neighbour(order, 'gone', -1)).toBe('c');
    expect(neighbour({ needs: [], hand: [] }, 'a', 1)).toBeNull();
  });
});
