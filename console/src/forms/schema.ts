import type { Json, JsonObject } from '../api/types';

/** The part of JSON Schema that Pydantic writes for settings. `x-text`, `x-unit`, `x-secret` are ours. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  enum?: Json[];
  const?: Json;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  'x-text'?: Record<string, { title?: string; description?: string; unit?: string; options?: Record<string, string> }>;
  'x-unit'?: string;
  'x-secret'?: boolean;
  'x-lines'?: number;
  'x-options'?: Record<string, string>;
  'x-advanced'?: boolean;
  /** What the ids in the field are of: they are chosen from a list. */
  'x-of'?: 'sensor';
}

/** What a field is drawn as. */
export type FieldKind = 'group' | 'list' | 'tags' | 'switch' | 'choice' | 'number' | 'integer' | 'secret' | 'date' | 'moment' | 'sensor' | 'sensors' | 'long' | 'text' | 'map' | 'union';

/** A schema with its references and `null` alternative taken away, ready to be drawn. */
export interface Resolved extends Schema {
  /** The value may be null: an emptied field is null, not "". */
  nullable?: boolean;
}

const NULL = 'null';

/** Follows `$ref`, merges a lone `allOf`, and folds `anyOf: [X, null]` into a nullable X. `root` holds `$defs`. */
export function resolve(schema: Schema, root: Schema): Resolved {
  let now: Resolved = schema;
  for (let depth = 0; now.$ref && depth < 20; depth += 1) {
    const { $ref, ...own } = now;
    const name = $ref.replace('#/$defs/', '');
    now = { ...(root.$defs?.[name] ?? {}), ...own };
  }
  if (now.allOf?.length === 1) {
    const { allOf, ...own } = now;
    now = { ...resolve(allOf[0] as Schema, root), ...own };
  }
  const either = now.anyOf;
  if (either?.some((each) => each.type === NULL)) {
    const rest = either.filter((each) => each.type !== NULL);
    const { anyOf: _folded, ...own } = now;
    now = rest.length === 1 ? { ...resolve(rest[0] as Schema, root), ...own, nullable: true } : { ...own, anyOf: rest, nullable: true };
  }
  if (Array.isArray(now.type)) {
    const types = now.type.filter((each) => each !== NULL);
    now = { ...now, type: types[0], nullable: now.nullable || types.length < now.type.length };
  }
  return now;
}

/** How a resolved schema is drawn. */
export function kindOf(schema: Resolved, root: Schema): FieldKind {
  if (schema.oneOf || schema.anyOf) return 'union';
  if (schema.enum) return 'choice';
  if (schema['x-of'] === 'sensor') return schema.type === 'array' ? 'sensors' : 'sensor';
  switch (schema.type) {
    case 'object':
      return schema.properties ? 'group' : 'map';
    case 'array': {
      const item = schema.items ? resolve(schema.items, root) : {};
      return item.type === 'object' || item.type === 'array' ? 'list' : 'tags';
    }
    case 'boolean':
      return 'switch';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    default:
      if (schema['x-secret'] || schema.format === 'password') return 'secret';
      if (schema.format === 'date') return 'date';
      if (schema.format === 'date-time') return 'moment';
      return schema['x-lines'] ? 'long' : 'text';
  }
}

/** A field's words in the reader's language; English fills what is missing. */
export function wordsOf(schema: Schema, name: string, locale: string): { title: string; description: string } {
  const own = schema['x-text']?.[locale];
  const plain = name.replaceAll('_', ' ');
  return {
    title: own?.title || schema.title || plain.charAt(0).toUpperCase() + plain.slice(1),
    description: own?.description || (own ? '' : (schema.description ?? '')),
  };
}

/** An option's word: `x-text.<locale>.options`, else `x-options`, else the value itself. */
export function optionOf(schema: Schema, value: Json, locale: string): string {
  const key = String(value);
  return schema['x-text']?.[locale]?.options?.[key] ?? schema['x-options']?.[key] ?? (key === '' ? '–' : key === '\t' ? 'tab' : key);
}

/** The bounds of a number, exclusive ones counted as they stand. */
export function boundsOf(schema: Schema): { min?: number; max?: number } {
  return { min: schema.minimum ?? schema.exclusiveMinimum, max: schema.maximum ?? schema.exclusiveMaximum };
}

/** Whether a slider helps: both bounds known, and not a port or a year's worth of steps. */
export function slides(schema: Resolved): boolean {
  const { min, max } = boundsOf(schema);
  if (min === undefined || max === undefined || schema.nullable) return false;
  return schema.type === 'number' ? max - min <= 100_000 : max - min <= 1000;
}

/** A value to begin with where the schema has no default. */
export function blank(schema: Schema, root: Schema): Json {
  const now = resolve(schema, root);
  if (now.default !== undefined) return now.default;
  if (now.const !== undefined) return now.const;
  if (now.nullable) return null;
  switch (kindOf(now, root)) {
    case 'group':
      return blanks(now, root);
    case 'list':
    case 'tags':
    case 'sensors':
      return [];
    case 'map':
      return {};
    case 'switch':
      return false;
    case 'number':
    case 'integer':
      return boundsOf(now).min ?? 0;
    case 'choice':
      return now.enum?.[0] ?? '';
    case 'union':
      return blank((now.oneOf ?? now.anyOf ?? [{}])[0] as Schema, root);
    default:
      return '';
  }
}

/** Every property of an object schema with a value to begin with. */
export function blanks(schema: Schema, root: Schema): JsonObject {
  const made: JsonObject = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) made[name] = blank(property, root);
  return made;
}

/** Deep equality of JSON values. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, two] = [a as JsonObject, b as JsonObject];
  const names = new Set([...Object.keys(one), ...Object.keys(two)]);
  return [...names].every((name) => same(one[name], two[name]));
}

/** A copy of `value` with what stands at `path` replaced. */
export function put(value: Json, path: (string | number)[], to: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return to;
  if (typeof first === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    list[first] = put(list[first] ?? null, rest, to);
    return list;
  }
  const object = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  return { ...object, [first]: put(object[first] ?? null, rest, to) };
}
