import { describe, expect, it } from 'vitest';
import { aSub, aTask } from './anIncident';
import { dueFrom, dueOf, groupsOf } from './tasks';

const NOW = Date.parse('2026-11-20T16:00:00.000Z');
const clockOf = (at: number) => new Date(at).toISOString().slice(11, 16);

describe('tasks', () => {
  it('stand by agency, the leading one first, then one’s own', () => {
    const agencies = [aSub({ id: 'rescue', name: 'Rescue', home: false }), aSub({ id: 'police', name: 'Police' }), aSub({ id: 'transport', name: 'Transport', home: false })];
    const tasks = [aTask({ id: '1', agency: { id: 'transport', name: 'Transport' }, state: 'done' }), aTask({ id: '2', agency: { id: 'transport', name: 'Transport' }, state: 'dropped' })];
    const groups = groupsOf(tasks, agencies, 'transport');
    expect(groups.map((group) => `${group.agency.name} ${group.done}/${group.total}`)).toEqual(['Police 0/0', 'Transport 1/1', 'Rescue 0/0']);
  });

  it('are ordered: done, then by due time, then those without', () => {
    const tasks = [
      aTask({ id: 'later', due_at: '2026-11-20T18:00:00Z' }), aTask({ id: 'never' }), aTask({ id: 'soon', due_at: '2026-11-20T16:05:00Z' }),
      aTask({ id: 'done', state: 'done' }), aTask({ id: 'dropped', state: 'dropped' }),
    ];
    expect(groupsOf(tasks, [], undefined)[0]?.tasks.map((task) => task.id)).toEqual(['done', 'soon', 'later', 'never', 'dropped']);
  });

  it('say how their time stands', () => {
    expect(dueOf(aTask(), NOW)).toEqual({ word: 'none' });
    expect(dueOf(aTask({ due_at: '2026-11-20T15:58:00Z' }), NOW)).toEqual({ word: 'over', ms: 120_000 });
    expect(dueOf(aTask({ due_at: '2026-11-20T16:05:00Z' }), NOW)).toEqual({ word: 'in', ms: 300_000 });
    expect(dueOf(aTask({ due_at: '2026-11-20T18:30:00Z' }), NOW).word).toBe('at');
    expect(dueOf(aTask({ due_at: '2026-11-20T15:00:00Z', state: 'done' }), NOW).word).toBe('done');
  });

  it.each([['20', 20], ['20 min', 20], ['2 h', 120], ['2t', 120], ['16:30', 30], ['9.15', 17 * 60 + 15], ['15:59', 24 * 60 - 1]])('are due at what people type: %s', (text, minutes) => {
    expect(dueFrom(text, NOW, clockOf)).toBe(NOW + minutes * 60_000);
  });

  it.each(['', 'soon', '25:00', '7:5', '-3'])('refuse what is no time: %s', (text) => {
    expect(dueFrom(text, NOW, clockOf)).toBeNull();
  });
});
