import type { Content, Step } from '../types';

/** One move of a walk: an answer by its place, or -1 for a skip. */
export interface Move { step: string; answer: number }

export interface Stand { at: Step | null; done: Move[]; left: number }

/** Where skipping leads: to the nearest step that an answer leads to. */
function skipped(steps: Step[], step: Step): string {
  const order = (id: string) => steps.findIndex((each) => each.id === id);
  return step.answers.map((each) => each.next).filter((id) => order(id) > order(step.id)).sort((a, b) => order(a) - order(b))[0] ?? '';
}

/** Walks moves through what is being written, as far as it allows; nothing is kept of it. */
export function walk(content: Content, moves: Move[]): Stand {
  const { steps } = content;
  const by = new Map([...steps].reverse().map((step) => [step.id, step]));
  const place = (id: string) => steps.findIndex((step) => step.id === id);
  let at: Step | null = steps[0] ?? null;
  const done: Move[] = [];
  for (const one of moves) {
    if (!at || at.id !== one.step || one.answer >= at.answers.length) break;
    done.push(one);
    const here: Step = at;
    const next = one.answer < 0 ? skipped(steps, here) : (here.answers[one.answer]?.next ?? '');
    at = place(next) > place(here.id) ? (by.get(next) ?? null) : null;
  }
  const left = new Map<string, number>();
  for (const step of [...steps].reverse()) left.set(step.id, 1 + Math.max(0, ...step.answers.map((each) => (place(each.next) > place(step.id) ? (left.get(each.next) ?? 0) : 0))));
  return { at, done, left: at ? (left.get(at.id) ?? 1) : 0 };
}
