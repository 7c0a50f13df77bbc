import { useLayoutEffect, useSyncExternalStore, type DependencyList } from 'react';

/** Where a key stands in the help (`?`). */
export type KeyGroup = 'queue' | 'alert' | 'look' | 'go' | 'edit';

/** A key and what it does. */
export interface KeyBinding {
  /** Stable name, by which a person's own choice of key is kept. */
  id: string;
  /** `j`, `enter`, `arrowleft`, `home`, `?`, a sequence `g o`, or a combination `ctrl+s`. Lower case. */
  keys: string;
  group: KeyGroup;
  /** What it does, in the reader's language. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Fires inside text fields too: for combinations only. */
  inFields?: boolean;
  /** Fires while a dialog is open. */
  inDialogs?: boolean;
  /** Left out of the help, as an alias of another. */
  hidden?: boolean;
}

// Long enough for a slow machine and a slow hand; a second key meant for itself comes later than this.
const SEQUENCE_MS = 2000;
const OFF = 'impetus.keys.off';
const OWN = 'impetus.keys.own';
const stacks = new Map<string, KeyBinding[]>();
const listeners = new Set<() => void>();
let list: KeyBinding[] = [];
let held = '';
let heldAt = 0;
// Whether the first key of a sequence was pressed in a dialog. One that opens between the keys does not break it.
let heldInDialog = false;
// A page that was busy for longer than the sequence may last has not had the time to show that it is over.
let waiting: ReturnType<typeof setTimeout> | undefined;

function hold(name: string, at: number, dialog: boolean): void {
  clearTimeout(waiting);
  held = name;
  heldAt = at;
  heldInDialog = dialog;
  waiting = name ? setTimeout(() => (waiting = undefined), SEQUENCE_MS) : undefined;
}

/** When the keys were pressed counts, not when the page came to them. */
const follows = (at: number) => held !== '' && (at - heldAt < SEQUENCE_MS || waiting !== undefined);

function changed(): void {
  list = [...stacks.values()].map((stack) => stack[stack.length - 1]).filter((each) => each !== undefined);
  for (const each of listeners) each();
}

/** Adds bindings; the last one registered under an id holds. Returns what takes them away. */
export function registerKeys(bindings: KeyBinding[]): () => void {
  for (const binding of bindings) stacks.set(binding.id, [...(stacks.get(binding.id) ?? []), binding]);
  changed();
  return () => {
    for (const binding of bindings) {
      const rest = (stacks.get(binding.id) ?? []).filter((each) => each !== binding);
      if (rest.length) stacks.set(binding.id, rest);
      else stacks.delete(binding.id);
    }
    changed();
  };
}

/** Registers bindings while the component stands. List in `deps` whatever the bindings close over. */
export function useKeys(bindings: KeyBinding[], deps: DependencyList): void {
  // Together with what is drawn: a key that comes right after a dialog opens finds the dialog's keys.
  useLayoutEffect(() => registerKeys(bindings), deps);
}

/** Every binding now in force, for the help. */
export function useKeyList(): KeyBinding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => list,
  );
}

function own(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(OWN) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

/** The keys of a binding: the person's own choice, else the default. */
export function keysOf(binding: KeyBinding): string {
  return own()[binding.id] ?? binding.keys;
}

/** Whether single keys work at all (WCAG 2.1.4 asks that they can be switched off). */
export function singleKeysOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

/** Switches single keys on or off for this browser. */
export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
  changed();
}

/** An event's key as bindings write it. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.altKey ? 'alt+' : ''}${key}`;
}

function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  const box = target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return box || target.closest('[role="listbox"], [role="menu"], [role="slider"], [role="combobox"]') !== null;
}

function takesOwnKey(target: EventTarget | null, name: string): boolean {
  // Enter and Space belong to the button or link that has the focus.
  return (name === 'enter' || name === 'space') && target instanceof HTMLElement && target.closest('a, button, summary') !== null;
}

const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
// A dialog that Escape closes is gone before the key comes here: what stood open is noted first.
let dialogAtPress = false;
const note = () => {
  dialogAtPress = dialogOpen();
};

/** Handles one key press. Exported for tests; the console listens through `startKeys`. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const combined = name.includes('+') && name.length > 1;
  const field = inField(event.target);
  const dialog = dialogAtPress || dialogOpen();
  if (!combined && (field || !singleKeysOn() || takesOwnKey(event.target, name))) return;
  const sequence = follows(event.timeStamp) ? `${held} ${name}` : '';
  const open = list.filter((each) => (!dialog || each.inDialogs) && (!field || each.inFields));
  const begun = list.filter((each) => (!heldInDialog || each.inDialogs) && (!field || each.inFields));
  const hit = begun.find((each) => keysOf(each) === sequence) ?? open.find((each) => keysOf(each) === name);
  hold('', 0, false);
  // The first key of a sequence may do something by itself too, as `g` opens the menu that `g o` passes by.
  const sequenceDone = hit !== undefined && keysOf(hit) === sequence;
  if (!sequenceDone && open.some((each) => keysOf(each).startsWith(`${name} `))) {
    hold(name, event.timeStamp, dialog);
  }
  if (hit) {
    event.preventDefault();
    hit.run(event);
  }
}

/** Starts listening; returns what stops it. */
export function startKeys(): () => void {
  window.addEventListener('keydown', note, true);
  window.addEventListener('keydown', handleKey);
  return () => {
    window.removeEventListener('keydown', note, true);
    window.removeEventListener('keydown', handleKey);
  };
}

const NAMES: Record<string, string> = { enter: '↵', arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓', escape: 'Esc' };

/** A binding's keys as `Kbd` shows them: `g o` is `G O`, `ctrl+s` is `Ctrl+S`. */
export function shown(keys: string): string {
  const one = (key: string) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1));
  return keys.split(' ').map((part) => (part.length > 1 ? part.split('+').map(one).join('+') : one(part))).join(' ');
}
