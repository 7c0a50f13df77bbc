import { describe, expect, it } from 'vitest';
import { inGroup, GROUPS, isUnowned, keyOf, leaverOf, ordered, type Item, type Offer } from './api';
import { offered } from './desks';

const somebody = (id: string) => ({ id, name: id, initials: id, role: 'operator' });
const item = (kind: Item['kind'], id: string, owner: string | null = null): Item => ({
  kind, id, title: id, line: '', severity: '', owner: owner ? somebody(owner) : null, due_at: null, since: null, age_s: null, address: '', done: 'open', note: '', at: null,
  left_at: null, goes_on_at: null,
});
const offer = (items: Item[], more: Partial<Offer> = {}): Offer => ({
  desk: 'd', desk_name: 'Desk', leaver: null, handover: null, items, notes: [], away_min: 15, return_after_min: 5, ...more,
});

describe('desks', () => {
  it('can own families and single kinds', () => {
    expect(offered([{ name: 'crowd.surge' }, { name: 'air' }, { name: 'crowd.flight' }])).toEqual(['air', 'crowd', 'crowd.flight', 'crowd.surge']);
  });
});

describe('handover', () => {
  it('takes over from who is on duty', () => {
    const leaver = { person: somebody('aino'), since: '', until: null, away: false };
    expect(leaverOf(offer([item('alert', '1', 'leo')], { leaver }), 'eero')?.id).toBe('aino');
  });
  it('else from who owns most, never from oneself', () => {
    const items = [item('alert', '1', 'leo'), item('alert', '2', 'aino'), item('task', '3', 'aino'), item('alert', '4', 'me'), item('silence', '5', 'me')];
    expect(leaverOf(offer(items), 'me')?.id).toBe('aino');
    expect(leaverOf(offer([item('alert', '4', 'me')]), 'me')).toBeNull();
  });
  it('orders by group and keeps each item once', () => {
    const items = [item('note', '1', 'a'), item('sensor', '2'), item('alert', '3', 'a'), item('incident', '4', 'a'), item('task', '5', 'a')];
    expect(ordered(items).map(keyOf)).toEqual(['incident:4', 'task:5', 'alert:3', 'sensor:2', 'note:1']);
  });
  it('puts what nobody has before all else, and nothing in two places', () => {
    const items = [item('incident', '1', 'a'), item('run', '2'), item('task', '3'), item('silence', '4'), item('alert', '5')];
    expect(ordered(items).map(keyOf)).toEqual(['task:3', 'alert:5', 'incident:1', 'run:2', 'silence:4']);
    expect(GROUPS.flatMap((group) => inGroup(group, items)).length).toBe(items.length);
    expect(items.filter(isUnowned).map(keyOf)).toEqual(['task:3', 'alert:5']);
  });
});
