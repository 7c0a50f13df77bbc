import { describe, expect, it } from 'vitest';
import { goalOf, minutesSeconds } from './ages';

describe('goals', () => {
  it('count up, then say how far over', () => {
    expect(goalOf(1000, 60, 42_000)).toMatchObject({ spent: 41, over: 0 });
    expect(goalOf(0, 60, 94_000)).toMatchObject({ over: 34, share: 1 });
  });
  it('never run backwards when clocks differ', () => {
    expect(goalOf(5000, 60, 1000)).toMatchObject({ spent: 0, share: 0, over: 0 });
  });
  it('read as minutes and seconds', () => {
    expect(minutesSeconds(41)).toBe('0:41');
    expect(minutesSeconds(1800)).toBe('30:00');
  });
});
