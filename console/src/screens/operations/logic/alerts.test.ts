import { describe, expect, it, vi } from 'vitest';
import { AlertStore, TELL_EVERY_MS, type Page } from './alerts';
import { anAlert } from './anAlert';

function pages(...all: Page[]) {
  let at = 0;
  return vi.fn(async () => all[Math.min(at++, all.length - 1)]!);
}

describe('the store of alerts', () => {
  it('knows how many there are before it has read them', async () => {
    const store = new AlertStore(pages(
      { items: [anAlert({ id: 'a' })], next: '1', total: 3 },
      { items: [anAlert({ id: 'b' }), anAlert({ id: 'c' })], next: null, total: 3 },
    ));
    await store.more();
    expect([store.total, store.complete]).toEqual([3, false]);
    await store.ensure(Number.POSITIVE_INFINITY);
    expect([store.total, store.complete, store.byId.size]).toEqual([3, true, 3]);
  });

  it('patches by id, keeps the newer word, and says what is new', async () => {
    const store = new AlertStore(pages({ items: [anAlert({ version: 5 })], next: null, total: 1 }));
    await store.more();
    expect(store.patch(anAlert({ version: 4, severity: 'low' }))).toBe(false);
    expect(store.byId.get('alr_1')?.severity).toBe('medium');
    expect(store.patch(anAlert({ version: 6, severity: 'high' }))).toBe(false);
    expect(store.byId.get('alr_1')?.severity).toBe('high');
    expect(store.patch(anAlert({ id: 'alr_2' }))).toBe(true);
    expect(store.total).toBe(2);
    expect(store.arranged('all', null)).toEqual({ needs: ['alr_1', 'alr_2'], hand: [] });
    store.patch(anAlert({ version: 7, state: 'rejected' }));
    expect([store.total, store.arranged('all', null)]).toEqual([1, { needs: ['alr_2'], hand: [] }]);
  });

  it('asks once for a page that is already on its way', async () => {
    const read = pages({ items: [], next: null, total: 0 });
    const store = new AlertStore(read);
    await Promise.all([store.more(), store.more()]);
    expect(read).toHaveBeenCalledOnce();
  });

  it('keeps what it has when a reading fails, and reads anew', async () => {
    let broken = false;
    const store = new AlertStore(async () => {
      if (broken) throw new Error('no answer');
      return { items: [anAlert()], next: null, total: 1 };
    });
    await store.more();
    broken = true;
    await store.reload();
    expect(store.failed).toBeInstanceOf(Error);
    expect(store.byId.size).toBe(1);
    broken = false;
    await store.reload();
    expect(store.failed).toBeNull();
  });

  it('tells its listeners at once, and in a burst once for all', async () => {
    vi.useFakeTimers();
    const store = new AlertStore(pages({ items: [], next: null, total: 0 }));
    const heard = vi.fn();
    store.subscribe(heard);
    for (let at = 0; at < 50; at += 1) store.patch(anAlert({ id: `alr_${at}` }));
    expect(heard).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(TELL_EVERY_MS);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(store.byId.size).toBe(50);
    vi.useRealTimers();
  });
});
