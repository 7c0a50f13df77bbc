import { afterEach, describe, expect, it, vi } from 'vitest';
import { flush, forget, wait, waiting, type Waiting } from './outbox';

const item = (key: string): Waiting => ({ key, incident: 'i', kind: 'entry', method: 'POST', path: '/incidents/i/entries', body: { text: key }, at: 1 });

afterEach(forget);

describe('what waits to be sent', () => {
  it('is sent in order and then gone', async () => {
    wait(item('a'));
    wait(item('b'));
    const seen: string[] = [];
    expect(await flush(async (each) => (seen.push(each.key), 'sent'))).toBe(2);
    expect(seen).toEqual(['a', 'b']);
    expect(waiting()).toEqual([]);
    expect(localStorage.getItem('impetus.incidents.waiting')).toBeNull();
  });

  it('stays, with all that follows, while the server does not answer', async () => {
    wait(item('a'));
    wait(item('b'));
    const send = vi.fn(async () => 'later' as const);
    await flush(send);
    expect(send).toHaveBeenCalledTimes(1);
    expect(waiting().map((each) => each.key)).toEqual(['a', 'b']);
  });

  it('does not hold up the rest when one is refused', async () => {
    wait(item('a'));
    wait(item('b'));
    await flush(async (each) => (each.key === 'a' ? 'refused' : 'sent'));
    expect(waiting()).toEqual([]);
  });

  it('waits once, and is sent by one at a time', async () => {
    wait(item('a'));
    wait(item('a'));
    expect(waiting().length).toBe(1);
    let free = () => {};
    const first = flush(() => new Promise((done) => (free = () => done('sent'))));
    expect(await flush(async () => 'sent')).toBe(0);
    free();
    await first;
    expect(waiting()).toEqual([]);
  });
});
