import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../../api/client';
import type { JsonObject } from '../../api/types';
import { trimmed } from './api';
import { toldBy, withUntold } from './live';
import { zip, type Place } from './place';
import { packed, situationOf } from './question';
import type { Answer, Reckoned, Setting } from './types';

const NOTHING: Reckoned = { plan: null, simulated: null, bound: null, frames: null, of: null, used_at: null, before: null };

/** What is asked one after the other: a first plan soon, then people as they are, posts, and what would help; or a plan again. */
export type Stage = 'first' | 'people' | 'posts' | 'help' | 'again';

export interface Running { stage: Stage; done: number; text: string }

type Ask = (stage: Stage, question: JsonObject) => Promise<Answer>;

interface Word { progress?: { done: number; total: number; text: string }; answer?: Answer; error?: { code: string; problem: string; remedy: string; field: string | null } }

/** Asks the tool one question; gives the answer or throws. */
export async function askTool(question: JsonObject, told: (done: number, text: string) => void, signal?: AbortSignal): Promise<Answer> {
  let answer: Answer | null = null;
  let error: Word['error'];
  await api.lines('/tools/evacuation/ask', { question }, (line) => {
    const word = line as Word;
    if (word.error) error = word.error;
    if (word.progress) told(word.progress.total ? word.progress.done / word.progress.total : 0, word.progress.text);
    if (word.answer) answer = word.answer;
  }, signal);
  if (error) throw new ApiError(422, error.code, error.problem, error.remedy, error.field);
  if (!answer) throw new ApiError(0, 'no_answer', null);
  return answer;
}

const peopleOf = (setting: Setting): JsonObject => ({ ask: 'simulate', compliance: setting.compliance, slow: setting.slow, trigger: setting.trigger });

/** Reckons a place: what is known so far stands while the rest is refined; a second start ends the first. */
export function useReckon() {
  const [reckoned, setReckoned] = useState<Reckoned>(NOTHING);
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** Why a plan in use was not planned again, as the tool says it; null where it was. */
  const [fallback, setFallback] = useState<string | null>(null);
  const stopper = useRef<AbortController | null>(null);
  const cancel = useCallback(() => stopper.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  /** Asks one question after another for a setting; what is known so far stands until something newer is there. */
  const asking = useCallback(async (place: Place, setting: Setting, closing: boolean, questions: (ask: Ask) => Promise<void>): Promise<void> => {
    stopper.current?.abort();
    const mine = new AbortController();
    stopper.current = mine;
    setError(null);
    setFallback(null);
    try {
      const base: JsonObject = { graph: await packed(place, setting, closing), situation: situationOf(place, setting, closing) };
      await questions((stage, question) => {
        setRunning({ stage, done: 0, text: '' });
        return askTool({ ...base, ...question }, (done, text) => !mine.signal.aborted && setRunning({ stage, done, text }), mine.signal);
      });
    } catch (problem) {
      if (!mine.signal.aborted) setError(problem);
    } finally {
      if (stopper.current === mine) setRunning(null);
    }
  }, []);

  /** Reckons anew, from nothing. */
  const run = useCallback((place: Place, setting: Setting): Promise<void> => {
    // Stewards with tasks are told what holds now, and who is needed no more.
    setReckoned((used) => (used.given === null || used.given === undefined ? NOTHING : { ...NOTHING, ...toldBy(used) }));
    setRunning({ stage: 'first', done: 0, text: '' });
    return asking(place, setting, false, async (ask) => {
      const first = await ask('first', { ask: 'plan', precision: 'quick' });
      setReckoned((now) => ({ ...now, of: setting, plan: first.result ?? null, frames: first.frames ?? null }));
      const people = await ask('people', peopleOf(setting));
      setReckoned((now) => ({ ...now, simulated: people.result ?? null, frames: people.frames ?? now.frames }));
      if (setting.posts > 0) {
        const posts = await ask('posts', { ask: 'plan', posts: setting.posts });
        setReckoned((now) => ({ ...now, plan: posts.result ?? now.plan }));
      }
      const help = await ask('help', { ask: 'bound' });
      setReckoned((now) => ({ ...now, bound: help.result ?? null }));
    });
  }, [asking]);

  /**
   * Plans again what is carried out since `elapsed` seconds, with counts of such an age: orders stay unless they are unsafe or
   * a change gains enough. The plan in use stands until then, and if the tool fails; `begins` (ISO) is when the new one begins.
   */
  const again = useCallback((place: Place, setting: Setting, used: Reckoned, elapsed: number, age: number, begins: () => string): Promise<void> => {
    setRunning({ stage: 'again', done: 0, text: '' });
    return asking(place, setting, true, async (ask) => {
      const previous = await zip(JSON.stringify(trimmed(used).plan));
      const made = await ask('again', { ask: 'plan', posts: setting.posts, previous, elapsed_s: Math.round(elapsed), counts_age_s: Math.round(age) });
      if (made.fallback || !made.result) return setFallback(made.text ?? '');
      setReckoned({ plan: withUntold(used, made.result), simulated: null, bound: null, frames: made.frames ?? null, of: setting, used_at: begins(), ...toldBy(used) });
      const people = await ask('people', peopleOf(setting));
      setReckoned((now) => ({ ...now, simulated: people.result ?? null, frames: people.frames ?? now.frames }));
      const help = await ask('help', { ask: 'bound' });
      setReckoned((now) => ({ ...now, bound: help.result ?? null }));
    });
  }, [asking]);

  /** Shows what was reckoned before, for a plan of the library. */
  const show = useCallback((kept: Reckoned | null) => {
    stopper.current?.abort();
    setError(null);
    setFallback(null);
    setReckoned(kept ?? NOTHING);
  }, []);

  /** Notes what became of it, while it may still be reckoned on. */
  const note = useCallback((part: Pick<Reckoned, 'used_at' | 'given'>) => setReckoned((now) => ({ ...now, ...part })), []);

  return { reckoned, running, error, fallback, run, again, cancel, show, note };
}
