import { createContext, useContext } from 'react';
import type { Json, JsonObject } from '../api/types';
import type { Schema } from './schema';

/** What every field of one form shares. */
export interface FormContext {
  root: Schema;
  /** What is stored now, to say "was 5". */
  was?: JsonObject;
  /** What the program would choose, to say "usual 5". */
  defaults?: JsonObject;
  /** The API's refusals by dotted field. */
  faults: Record<string, string>;
  /** Top-level secrets that are stored: an empty box keeps them. */
  secrets: string[];
  change: (path: (string | number)[], value: Json) => void;
  disabled: boolean;
}

export const Context = createContext<FormContext | null>(null);

/** The form that a field stands in. */
export function useForm(): FormContext {
  const form = useContext(Context);
  if (!form) throw new Error('a field needs a SchemaForm around it');
  return form;
}

/** The value at `path`, or undefined. */
export function at(value: Json | undefined, path: (string | number)[]): Json | undefined {
  let now: Json | undefined = value;
  for (const step of path) {
    if (now === null || typeof now !== 'object') return undefined;
    now = (now as Record<string | number, Json>)[step];
  }
  return now;
}
