import { describe, expect, it } from 'vitest';
import type { Content } from '../types';
import { add, empty, lead, move, NONE, ordered, remove, rename } from './edit';
import { layout, path } from './layout';
import { walk } from './walk';

const step = (id: string, ...next: string[]) => ({
  id, kind: 'ask' as const, text: NONE, answers: next.map((each) => ({ label: NONE, next: each })), seconds: null, skippable: true, action: null,
});
const made = (...steps: ReturnType<typeof step>[]): Content => ({ ...empty(), steps });
const ids = (content: Content) => content.steps.map((each) => each.id);

describe('editing a procedure', () => {
  it('puts steps in an order that leads forward', () => {
    const content = lead(made(step('a', 'c'), step('b', ''), step('c', '')), 'c', 0, 'b');
    expect(ids(content)).toEqual(['a', 'c', 'b']);
    expect(ordered([step('a', 'b'), step('b', 'a')]).map((each) => each.id)).toEqual(['a', 'b']);
  });
  it('adds a step between an answer and where it led', () => {
    const { content, id } = add(made(step('a', 'b'), step('b', '')), 'a', 0, 'tell');
    expect(content.steps[0]?.answers[0]?.next).toBe(id);
    expect(content.steps[1]?.answers[0]?.next).toBe('b');
  });
  it('removes a step and closes the gap', () => {
    const content = remove(made(step('a', 'b'), step('b', 'c'), step('c', '')), 'b');
    expect(content.steps[0]?.answers[0]?.next).toBe('c');
  });
  it('moves and renames', () => {
    expect(ids(move(made(step('a'), step('b'), step('c')), 'c', 1))).toEqual(['a', 'c', 'b']);
    expect(rename(made(step('a', 'b'), step('b')), 'b', 'z').steps[0]?.answers[0]?.next).toBe('z');
  });
});

describe('drawing a procedure', () => {
  const steps = [step('a', 'b', 'd'), step('b', 'c', ''), step('c', 'd'), step('d', '')];
  it('draws each step below what leads to it, none over another', () => {
    const drawn = layout(steps);
    const y = Object.fromEntries(drawn.boxes.map((box) => [box.id, box.y]));
    expect(y.a! < y.b! && y.b! < y.c! && y.c! < y.d!).toBe(true);
    expect(drawn.arrows).toHaveLength(4);
    for (const { points } of drawn.arrows) expect(path(points)).toMatch(/^M[\d.]+ [\d.]+/);
  });
  it('leaves out what leads nowhere or in a circle', () => {
    expect(layout([step('a', 'gone', 'a')]).arrows).toEqual([]);
    expect(layout([]).boxes).toEqual([]);
  });
});

describe('trying a procedure out', () => {
  const content = made(step('a', 'b', 'd'), step('b', 'c', ''), step('c', 'd'), step('d', ''));
  it('walks answers and skips to the end', () => {
    expect(walk(content, []).left).toBe(4);
    expect(walk(content, [{ step: 'a', answer: 1 }]).at?.id).toBe('d');
    expect(walk(content, [{ step: 'a', answer: -1 }]).at?.id).toBe('b');
    const end = walk(content, [{ step: 'a', answer: 1 }, { step: 'd', answer: 0 }]);
    expect([end.at, end.left, end.done.length]).toEqual([null, 0, 2]);
  });
});
