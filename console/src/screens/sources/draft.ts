import type { JsonObject, Source, SourceDraft, SourceType } from '../../api/types';
import { blanks, type Schema } from '../../forms/schema';

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
