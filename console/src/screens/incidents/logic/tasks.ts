/* Tasks by agency, and how their time stands. */

import type { AgencyRef, Sub, Task } from '../types';

/** Under an hour a due time is counted down, farther off it is a clock time. */
export const SOON_MS = 60 * 60_000;

export interface TaskGroup {
  agency: AgencyRef;
  /** Leads the incident: it is its home. */
  home: boolean;
  closed: boolean;
  tasks: Task[];
  done: number;
  /** All but the dropped ones. */
  total: number;
}

/** Done ones first as they were done, then open ones by their due time, those without one last, dropped ones at the end. */
export function compareTasks(a: Task, b: Task): number {
  const rank = (task: Task) => (task.state === 'done' ? 0 : task.state === 'dropped' ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.state === 'done' || a.state === 'dropped') return Date.parse(a.changed_at) - Date.parse(b.changed_at);
  const due = (task: Task) => (task.due_at ? Date.parse(task.due_at) : Number.POSITIVE_INFINITY);
  if (due(a) !== due(b)) return due(a) < due(b) ? -1 : 1;
  return Date.parse(a.made_at) - Date.parse(b.made_at) || (a.id < b.id ? -1 : 1);
}

/** One group for each agency that takes part, its home first, one's own next; and for any other that has a task. */
export function groupsOf(tasks: readonly Task[], agencies: readonly Sub[], own: string | undefined): TaskGroup[] {
  const groups = new Map<string, TaskGroup>();
  for (const sub of agencies) groups.set(sub.id, { agency: { id: sub.id, name: sub.name }, home: sub.home, closed: sub.closed, tasks: [], done: 0, total: 0 });
  for (const task of tasks) {
    const group = groups.get(task.agency.id) ?? { agency: task.agency, home: false, closed: false, tasks: [], done: 0, total: 0 };
    groups.set(task.agency.id, group);
    group.tasks.push(task);
    if (task.state !== 'dropped') group.total += 1;
    if (task.state === 'done') group.done += 1;
  }
  const rank = (group: TaskGroup) => (group.home ? 0 : group.agency.id === own ? 1 : 2);
  for (const group of groups.values()) group.tasks.sort(compareTasks);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || a.agency.name.localeCompare(b.agency.name));
}

export type Due = { word: 'none' } | { word: 'done' | 'at'; at: number } | { word: 'in' | 'over'; ms: number };

/** How a task's time stands now: done at, over by, in, or at a time. */
export function dueOf(task: Task, now: number): Due {
  if (task.state === 'done') return { word: 'done', at: Date.parse(task.changed_at) };
  if (task.state === 'dropped' || !task.due_at) return { word: 'none' };
  const due = Date.parse(task.due_at);
  if (now > due) return { word: 'over', ms: now - due };
  return due - now < SOON_MS ? { word: 'in', ms: due - now } : { word: 'at', at: due };
}

/** A due time as people type it: `20` or `20 min` from now, `1 h`, `18:30` today or tomorrow. Null where it is none. */
export function dueFrom(text: string, now: number, clockOf: (at: number) => string): number | null {
  const plain = text.trim().toLowerCase();
  const span = /^(\d{1,3})\s*(h|t|min|m)?$/.exec(plain);
  if (span) return now + Number(span[1]) * (span[2] === 'h' || span[2] === 't' ? 60 : 1) * 60_000;
  const clock = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(plain);
  if (!clock) return null;
  // The city's clock time is found by looking ahead minute by minute, which holds across changes of the clock.
  const wanted = `${clock[1]!.padStart(2, '0')}:${clock[2]}`;
  const start = Math.ceil(now / 60_000) * 60_000;
  for (let minute = 0; minute < 25 * 60; minute += 1) if (clockOf(start + minute * 60_000) === wanted) return start + minute * 60_000;
  return null;
}
