import type { Answer, Content, Step, StepKind, Words } from '../types';

export const NONE: Words = { en: '', it: '', nb: '' };
export const DONE: Words = { en: 'Done', it: 'Fatto', nb: 'Gjort' };
export const YES: Words = { en: 'Yes', it: 'Sì', nb: 'Ja' };
export const NO: Words = { en: 'No', it: 'No', nb: 'Nei' };

/** A procedure with nothing in it but one question. */
export function empty(): Content {
  return { kind: '', title: NONE, summary: null, kinds: [], places: [], steps: [fresh([], 'ask')] };
}

/** A new step with an id that no other has. */
export function fresh(steps: Step[], kind: StepKind = 'ask'): Step {
  let number = steps.length + 1;
  while (steps.some((step) => step.id === `step_${number}`)) number += 1;
  const answers: Answer[] = kind === 'ask' ? [{ label: YES, next: '' }, { label: NO, next: '' }] : [{ label: DONE, next: '' }];
  return { id: `step_${number}`, kind, text: NONE, answers, seconds: null, skippable: true, action: null };
}

/**
 * Steps so that every answer leads forward, in the order they had as far as that allows. The first step stays first.
 * Where answers lead in a circle, those of the circle keep their places, and the check names them.
 */
export function ordered(steps: Step[]): Step[] {
  const ids = new Set(steps.map((step) => step.id));
  const waits = new Map(steps.map((step) => [step.id, 0]));
  for (const step of steps) for (const answer of new Set(step.answers.map((each) => each.next))) if (ids.has(answer) && answer !== step.id) waits.set(answer, (waits.get(answer) ?? 0) + 1);
  const out: Step[] = [];
  const left = [...steps];
  while (left.length) {
    const at = left.findIndex((step) => (waits.get(step.id) ?? 0) === 0 && (out.length > 0 || step === steps[0]));
    if (at < 0) return [...out, ...left];
    const [step] = left.splice(at, 1) as [Step];
    out.push(step);
    for (const next of new Set(step.answers.map((each) => each.next))) waits.set(next, (waits.get(next) ?? 1) - 1);
  }
  return out;
}

/** Changes one step. */
export function change(content: Content, id: string, to: Partial<Step>): Content {
  return { ...content, steps: content.steps.map((step) => (step.id === id ? { ...step, ...to } : step)) };
}

/** Leads an answer to a step, or to the end (''); steps are put in order again. */
export function lead(content: Content, id: string, answer: number, next: string): Content {
  const changed = change(content, id, {
    answers: content.steps.find((step) => step.id === id)?.answers.map((each, at) => (at === answer ? { ...each, next } : each)),
  });
  return { ...changed, steps: ordered(changed.steps) };
}

/** Adds a step after another; the answer named leads to it, and it leads to where that answer led. */
export function add(content: Content, after: string | null, answer: number | null, kind: StepKind = 'ask'): { content: Content; id: string } {
  const made = fresh(content.steps, kind);
  const place = content.steps.findIndex((step) => step.id === after);
  const old = answer === null ? undefined : content.steps[place]?.answers[answer];
  const first = made.answers[0];
  if (old && first) first.next !== old.next && (made.answers = made.answers.map((each) => ({ ...each, next: old.next })));
  const steps = [...content.steps];
  steps.splice(place < 0 ? steps.length : place + 1, 0, made);
  const whole = { ...content, steps };
  return { content: after !== null && answer !== null ? lead(whole, after, answer, made.id) : whole, id: made.id };
}

/** Takes a step away; what led to it leads to where its first answer led. */
export function remove(content: Content, id: string): Content {
  const gone = content.steps.find((step) => step.id === id);
  const next = gone?.answers[0]?.next ?? '';
  const steps = content.steps.filter((step) => step.id !== id).map((step) => ({
    ...step, answers: step.answers.map((each) => (each.next === id ? { ...each, next: next === step.id ? '' : next } : each)),
  }));
  return { ...content, steps };
}

/** Moves a step to another place in the order. */
export function move(content: Content, id: string, to: number): Content {
  const from = content.steps.findIndex((step) => step.id === id);
  const steps = [...content.steps];
  const [step] = steps.splice(from, 1);
  if (!step) return content;
  steps.splice(Math.max(0, Math.min(steps.length, to)), 0, step);
  return { ...content, steps };
}

/** Gives a step another id, and every answer that leads to it. */
export function rename(content: Content, id: string, to: string): Content {
  return {
    ...content,
    steps: content.steps.map((step) => ({
      ...step, id: step.id === id ? to : step.id, answers: step.answers.map((each) => (each.next === id ? { ...each, next: to } : each)),
    })),
  };
}

/** A step of another kind, with what that kind needs. */
export function ofKind(step: Step, kind: StepKind): Partial<Step> {
  const action = kind === 'act' ? (step.action ?? { do: 'notify' as const, text: NONE, by_hand: NONE }) : null;
  const plain = step.answers.every((answer, at) => answer.label === [YES, NO][at] && answer.next === step.answers[0]?.next);
  if (kind !== 'ask' && plain) return { kind, action, answers: [{ label: DONE, next: step.answers[0]?.next ?? '' }] };
  const answers = kind === 'ask' && step.answers.length < 2 ? [...step.answers, { label: NO, next: '' }] : step.answers;
  return { kind, action, answers };
}
