import { describe, expect, it } from 'vitest';
import { nextTask, SLICE_MS, Slices } from './slices';

describe('work in slices', () => {
  it('is due after its time, and not again at once after a rest', async () => {
    let now = 0;
    let rests = 0;
    const slices = new Slices(() => now, async () => void (rests += 1));
    expect(slices.due).toBe(false);
    now = SLICE_MS;
    expect(slices.due).toBe(true);
    await slices.breathe();
    expect([slices.due, rests]).toEqual([false, 1]);
  });

  it('rests in a task of its own, after what waits already', async () => {
    const heard: string[] = [];
    const rested = nextTask().then(() => heard.push('rested'));
    await Promise.resolve().then(() => heard.push('same task'));
    await rested;
    expect(heard).toEqual(['same task', 'rested']);
  });
});
