import type { Json, JsonObject } from '../api/types';
import { Context } from './context';
import { Group } from './Group';
import type { Schema } from './schema';

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
