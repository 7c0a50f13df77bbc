import { afterEach, describe, expect, it, vi } from 'vitest';
import { handleKey, nameOf, registerKeys, setSingleKeys, shown, startKeys, type KeyBinding } from './keys';

let off: (() => void)[] = [];

function bind(keys: string, more: Partial<KeyBinding> = {}) {
  const run = vi.fn();
  off.push(registerKeys([{ id: more.id ?? keys, keys, group: 'go', label: keys, run, ...more }]));
  return run;
}

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, 'target', { value: target });
  handleKey(event);
  return event;
}

afterEach(() => {
  for (const each of off) each();
  off = [];
  setSingleKeys(true);
  document.body.innerHTML = '';
});

describe('keys', () => {
  it('leaves the screen alone at the Escape that closes a dialog', () => {
    const leave = bind('escape');
    const stop = startKeys();
    off.push(stop);
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    dialog.setAttribute('aria-modal', 'true');
    const close = () => dialog.remove();
    // as a dialog does: it closes itself before the key comes to the window
    document.body.append(dialog);
    document.body.addEventListener('keydown', close, { once: true });
    const escape = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    escape();
    expect(dialog.isConnected).toBe(false);
    expect(leave).not.toHaveBeenCalled();
    escape();
    expect(leave).toHaveBeenCalledOnce();
  });

  it('fires a single key and keeps the browser from acting on it', () => {
    const run = bind('j');
    expect(press('j').defaultPrevented).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  it('fires a sequence, and its second key alone does not', () => {
    const run = bind('g o');
    press('o');
    expect(run).not.toHaveBeenCalled();
    press('g');
    press('o');
    expect(run).toHaveBeenCalledOnce();
  });

  it('finishes a sequence though a dialog opens between its keys', () => {
    const run = bind('g o');
    press('g');
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    press('o');
    expect(run).toHaveBeenCalledOnce();
    press('g');
    press('o');
    expect(run).toHaveBeenCalledOnce();
  });

  it('goes by when the keys were pressed, and never loses one to a page that was busy', () => {
    const stamped = (key: string, at: number) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, 'target', { value: document.body });
      Object.defineProperty(event, 'timeStamp', { value: at });
      handleKey(event);
    };
    vi.useFakeTimers();
    const run = bind('g o');
    stamped('g', 1000);
    vi.advanceTimersByTime(60_000); // the page comes to the second key late
    stamped('o', 2900);
    expect(run).toHaveBeenCalledTimes(1);
    stamped('g', 100_000);
    stamped('o', 109_000); // the page was blocked all the time: no timer had its turn
    expect(run).toHaveBeenCalledTimes(2);
    stamped('g', 200_000);
    vi.advanceTimersByTime(2001);
    stamped('o', 202_001);
    expect(run).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it('lets the first key of a sequence do something by itself', () => {
    const menu = bind('g');
    const run = bind('g o');
    press('g');
    expect(menu).toHaveBeenCalledOnce();
    press('o');
    expect(run).toHaveBeenCalledOnce();
    press('o');
    expect(run).toHaveBeenCalledOnce();
  });

  it.each(['input', 'textarea', 'select'])('stays silent within %s', (tag) => {
    const run = bind('j');
    const field = document.body.appendChild(document.createElement(tag));
    press('j', field);
    expect(run).not.toHaveBeenCalled();
  });

  it('fires a combination within a field where it says so', () => {
    const run = bind('ctrl+s', { inFields: true });
    const field = document.body.appendChild(document.createElement('input'));
    press('s', field, { ctrlKey: true });
    expect(run).toHaveBeenCalledOnce();
  });

  it('leaves Enter to the button that has the focus', () => {
    const run = bind('enter');
    const button = document.body.appendChild(document.createElement('button'));
    press('Enter', button);
    expect(run).not.toHaveBeenCalled();
  });

  it('stays silent under a dialog', () => {
    const run = bind('j');
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    press('j');
    expect(run).not.toHaveBeenCalled();
  });

  it('lets single keys be switched off, combinations not', () => {
    const single = bind('j');
    const both = bind('ctrl+k');
    setSingleKeys(false);
    press('j');
    press('k', document.body, { ctrlKey: true });
    expect(single).not.toHaveBeenCalled();
    expect(both).toHaveBeenCalledOnce();
  });

  it('gives an id to its newest owner, and back', () => {
    const old = bind('j', { id: 'next' });
    const take = registerKeys([{ id: 'next', keys: 'j', group: 'go', label: '', run: () => undefined }]);
    press('j');
    expect(old).not.toHaveBeenCalled();
    take();
    press('j');
    expect(old).toHaveBeenCalledOnce();
  });

  it('names and shows keys', () => {
    expect(nameOf({ key: ' ', ctrlKey: false, metaKey: false, altKey: false })).toBe('space');
    expect(nameOf({ key: 'S', ctrlKey: true, metaKey: false, altKey: false })).toBe('ctrl+s');
    expect(shown('g o')).toBe('G O');
    expect(shown('ctrl+s')).toBe('Ctrl+S');
    expect(shown('enter')).toBe('↵');
  });
});
