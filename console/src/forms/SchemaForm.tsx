import { createContext, useContext } from 'react';
import type { Json, JsonObject } from '../api/types';
import { Group } from './Group';
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

const Context = createContext<FormContext | null>(null);

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

export interface SchemaFormProps {
  schema: Schema;
  value: JsonObject;
  onChange: (path: (string | number)[], value: Json) => void;
  was?: JsonObject;
  defaults?: JsonObject;
  faults?: Record<string, string>;
  disabled?: boolean;
  /** Leaves these top-level fields out. */
  without?: string[];
  secrets?: string[];
}

/** A form drawn from a JSON Schema: settings of tools and sources need no TypeScript of their own. */
export function SchemaForm({ schema, value, onChange, was, defaults, faults = {}, disabled = false, without, secrets = [] }: SchemaFormProps) {
  return (
    <Context.Provider value={{ root: schema, was, defaults, faults, change: onChange, disabled, secrets }}>
      <Group schema={schema} value={value} path={[]} without={without} />
    </Context.Provider>
  );
}
