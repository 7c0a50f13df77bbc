/* What the form of a sample knows: which step may come, what it needs, and what is sent. */

import type { LaboratoryOut, SampleIn, SampleStep } from '../../../api/generated/types.gen';

/** What a sample that nobody has written of may begin with. */
export const FIRST: SampleStep[] = ['requested', 'taken'];
const RESULTS: SampleStep[] = ['confirmed', 'refuted', 'inconclusive'];
const HOLDS: SampleStep[] = ['taken', 'handed', 'received'];

export interface Draft {
  label: string;
  step: SampleStep;
  holder: string;
  seal: string;
  celsius: string;
  note: string;
}

/** Kinds of alert whose samples go to a laboratory; others show the block once somebody has written of a sample. */
export function sampled(kind: string, laboratory: LaboratoryOut | null | undefined): boolean {
  return kind.startsWith('bacteria.') || Boolean(laboratory);
}

export function isResult(step: SampleStep): boolean {
  return RESULTS.includes(step);
}

/** Whether the step tells where the sample is, and so asks who has it, its seal and how cold it is. */
export function holds(step: SampleStep): boolean {
  return HOLDS.includes(step);
}

/** Whether the step is refused without a holder. */
export function needsHolder(step: SampleStep): boolean {
  return step === 'handed' || step === 'received';
}

export function nextSteps(laboratory: LaboratoryOut | null | undefined, label: string): SampleStep[] {
  return laboratory?.samples.find((one) => one.label === label)?.next ?? FIRST;
}

/** A label that no sample of the alert has. */
export function freshLabel(laboratory: LaboratoryOut | null | undefined): string {
  const taken = new Set(laboratory?.samples.map((one) => one.label));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

/** The usual way on: the step that mostly comes next. The seal is left empty: it is to be read off the sample. */
export function begun(laboratory: LaboratoryOut | null | undefined, label: string): Draft {
  const sample = laboratory?.samples.find((one) => one.label === label);
  const steps = nextSteps(laboratory, label);
  // Handing on again is allowed, yet what comes after it is being received.
  const step = sample?.state === 'handed' ? 'received' : sample ? (steps[0] as SampleStep) : 'taken';
  return { label, step: isResult(step) ? 'inconclusive' : step, holder: '', seal: '', celsius: '', note: '' };
}

/** Degrees as written, with a point or a comma; null where none are, NaN where they are none. */
export function degrees(text: string): number | null {
  const plain = text.trim().replace(',', '.').replace('−', '-');
  return plain ? Number(plain) : null;
}

export function bodyOf(draft: Draft): SampleIn {
  const body: SampleIn = { step: draft.step, sample: draft.label.trim(), note: draft.note.trim() };
  if (!holds(draft.step)) return body;
  return { ...body, holder: draft.holder.trim(), seal: draft.seal.trim(), temperature_c: degrees(draft.celsius) };
}
