import type { ProcedureDetailOut } from '../../api/generated';

export type { Change, Fault, ImportOut, KindOut, ProcedureOut, VersionOut } from '../../api/generated';

export type Lang = 'en' | 'it' | 'nb';
export const LANGS: Lang[] = ['en', 'it', 'nb'];
export type Words = Record<Lang, string>;
export type StepKind = 'ask' | 'tell' | 'act';
export type ActionKind = 'notify' | 'open_camera' | 'start_evacuation' | 'open_incident' | 'create_task';

/** The API's shapes, with everything there: the server always sends every field. */
export interface Answer { label: Words; next: string }
export interface Action { do: ActionKind; text: Words; by_hand: Words }
export interface Step { id: string; kind: StepKind; text: Words; answers: Answer[]; seconds: number | null; skippable: boolean; action: Action | null }
export interface Content { kind: string; title: Words; summary: Words | null; kinds: string[]; places: string[]; steps: Step[] }
export type Procedure = Omit<ProcedureDetailOut, 'content'> & { content: Content };

/** Words in a language, or in the first that has some. */
export function say(words: Words, locale: string): string {
  return words[locale as Lang] || words.en || words.it || words.nb;
}
