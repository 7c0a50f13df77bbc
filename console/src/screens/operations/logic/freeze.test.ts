import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FREEZE_MS, Freezer } from './freeze';

describe('a list that does not move under the hand', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const make = () => {
    const changed = vi.fn();
    return { changed, freezer: new Freezer('a', changed, () => Date.now()) };
  };

  it('takes a new order at once while nobody touches it', () => {
    const { changed, freezer } = make();
    freezer.offer('b');
    expect(freezer.value).toBe('b');
    expect(changed).toHaveBeenCalledOnce();
  });

  it('keeps its order for 800 ms after the last input, then takes the newest', () => {
    const { freezer } = make();
    freezer.touch();
    freezer.offer('b');
    freezer.offer('c');
    vi.advanceTimersByTime(FREEZE_MS - 1);
    expect(freezer.value).toBe('a');
    vi.advanceTimersByTime(1);
    expect(freezer.value).toBe('c');
  });

  it('waits on while the hand goes on', () => {
    const { freezer } = make();
    freezer.touch();
    freezer.offer('b');
    vi.advanceTimersByTime(600);
    freezer.touch();
    vi.advanceTimersByTime(600);
    expect(freezer.value).toBe('a');
    vi.advanceTimersByTime(200);
    expect(freezer.value).toBe('b');
  });

  it('gives way when asked', () => {
    const { freezer } = make();
    freezer.touch();
    freezer.offer('b');
    freezer.release();
    expect(freezer.value).toBe('b');
  });

  it('tells nothing once stopped', () => {
    const { changed, freezer } = make();
    freezer.touch();
    freezer.offer('b');
    freezer.stop();
    vi.advanceTimersByTime(5000);
    expect(changed).not.toHaveBeenCalled();
  });
});
