import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../../api/client';
import type { JsonObject } from '../../api/types';
import { packed, situationOf, type Place } from './place';
import type { Answer, Reckoned, Setting } from './types';

const NOTHING: Reckoned = { plan: null, simulated: null, bound: null, frames: null };

/** What is asked one after the other: a first plan soon, then people as they are, posts, and what would help. */
export type Stage = 'first' | 'people' | 'posts' | 'help';

export interface Running { stage: Stage; done: number; text: string }

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

/** Reckons a place: what is known so far stands while the rest is refined; a second start ends the first. */
export function useReckon() {
  const [reckoned, setReckoned] = useState<Reckoned>(NOTHING);
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopper = useRef<AbortController | null>(null);
  const cancel = useCallback(() => stopper.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const run = useCallback(async (place: Place, setting: Setting): Promise<void> => {
    stopper.current?.abort();
    const mine = new AbortController();
    stopper.current = mine;
    setError(null);
    setReckoned(NOTHING);
    try {
      setRunning({ stage: 'first', done: 0, text: '' });
      const base: JsonObject = { graph: await packed(place, setting), situation: situationOf(place, setting) };
      const ask = (stage: Stage, question: JsonObject) => {
        setRunning({ stage, done: 0, text: '' });
        return askTool({ ...base, ...question }, (done, text) => !mine.signal.aborted && setRunning({ stage, done, text }), mine.signal);
      };
      const first = await ask('first', { ask: 'plan', precision: 'quick' });
      setReckoned((now) => ({ ...now, plan: first.result ?? null, frames: first.frames ?? null }));
      const people = await ask('people', { ask: 'simulate', compliance: setting.compliance, slow: setting.slow, trigger: setting.trigger });
      setReckoned((now) => ({ ...now, simulated: people.result ?? null, frames: people.frames ?? now.frames }));
      if (setting.posts > 0) {
        const posts = await ask('posts', { ask: 'plan', posts: setting.posts });
        setReckoned((now) => ({ ...now, plan: posts.result ?? now.plan }));
      }
      const help = await ask('help', { ask: 'bound' });
      setReckoned((now) => ({ ...now, bound: help.result ?? null }));
    } catch (problem) {
      if (!mine.signal.aborted) setError(problem);
    } finally {
      if (stopper.current === mine) setRunning(null);
    }
  }, []);

  /** Shows what was reckoned before, for a plan of the library. */
  const show = useCallback((kept: Reckoned | null) => {
    stopper.current?.abort();
    setError(null);
    setReckoned(kept ?? NOTHING);
  }, []);
  return { reckoned, running, error, run, cancel, show };
}
