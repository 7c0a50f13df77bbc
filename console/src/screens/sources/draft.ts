import type { Json, JsonObject, Source, SourceDraft, SourceType } from '../../api/types';
import { blanks, put, type Schema } from '../../forms/schema';

/** What a source is changed from: secrets are empty, which keeps them. */
export function draftOf(source: Source): SourceDraft {
  return { name: source.name, type: source.type, settings: source.settings, mapping: source.mapping, enabled: source.enabled };
}

/** A new source of a type, with the values its form begins with. */
export function newDraft(type: SourceType): SourceDraft {
  const schema = type.schema as Schema;
  return { name: '', type: type.id, settings: blanks(schema, schema), mapping: {}, enabled: true };
}

/** A mapping without what says nothing: empty texts, nulls and lists, so that the program's own choice holds. */
export function trimmed(mapping: JsonObject): JsonObject {
  const kept = Object.entries(mapping).filter(([, value]) => value !== '' && value !== null && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(kept);
}

/** A message that a mapping of plain dotted paths would read, for the example shown with a token. */
export function exampleOf(mapping: JsonObject): Json {
  const first = Array.isArray(mapping.values) ? (mapping.values[0] as JsonObject | undefined) : undefined;
  const parts: [unknown, Json][] = [[mapping.sensor || 'sensor', 'counter-1'], [mapping.time || 'time', '2026-11-20T16:45:00Z'], [first?.path || 'value', 42]];
  let record: Json = {};
  for (const [path, value] of parts) {
    const steps = String(path).split('.');
    // Wildcards and pointers have no one example; the program's own names always work where nothing is mapped.
    record = put(record, steps.some((step) => !/^[\w-]+$/.test(step)) ? [steps[0]?.replace(/\W/g, '') || 'value'] : steps, value);
  }
  return mapping.records ? put({}, String(mapping.records).split('.'), [record]) : [record];
}
