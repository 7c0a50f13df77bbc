import type { Json, JsonObject } from '../../api/types';

/** What a field of a message can be to us. */
export type Role = 'none' | 'sensor' | 'time' | 'value' | 'unit' | 'latitude' | 'longitude';
export const ROLES: Role[] = ['none', 'sensor', 'time', 'value', 'unit', 'latitude', 'longitude'];

/** A field of the sample: its path as mappings write it, and what stands there. */
export interface Leaf {
  path: string;
  shown: string;
}

const MOST = 40;

function walk(value: Json, path: string, found: Leaf[]): void {
  if (found.length >= MOST) return;
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) walk(inner, path ? `${path}.${name}` : name, found);
  } else if (path && !Array.isArray(value)) {
    found.push({ path, shown: String(value) });
  }
}

function at(value: Json, path: string): Json {
  let now: Json = value;
  for (const step of path.split('.').filter(Boolean)) {
    if (now === null || typeof now !== 'object' || Array.isArray(now)) return null;
    now = now[step] ?? null;
  }
  return now;
}

function table(text: string): Leaf[] {
  const [head, first] = text.trim().split(/\r?\n/, 2);
  if (!head || !first) return [];
  const by = [';', '\t', '|', ','].find((sign) => head.includes(sign));
  if (!by) return [];
  const bare = (cell: string) => cell.trim().replace(/^"|"$/g, '');
  const cells = first.split(by).map(bare);
  return head.split(by).map(bare).slice(0, MOST).map((path, place) => ({ path, shown: cells[place] ?? '' })).filter((leaf) => leaf.path);
}

/** The fields of a sample: of JSON, of the first line of NDJSON, or of a table's head. `records` is the path of its list. */
export function leavesOf(sample: string, records = ''): Leaf[] {
  const text = sample.trim();
  if (!text) return [];
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    try {
      parsed = JSON.parse(text.split('\n', 1)[0] ?? '') as Json;
    } catch {
      return table(text);
    }
  }
  let record: Json = records ? at(parsed, records) : parsed;
  if (Array.isArray(record)) record = record[0] ?? null;
  if (!records && record && typeof record === 'object') {
    // A message that wraps its records in one list: look inside it.
    const lists = Object.entries(record).filter(([, each]) => Array.isArray(each) && typeof each[0] === 'object');
    const only = lists.length === 1 ? lists[0] : undefined;
    if (only) record = (only[1] as Json[])[0] ?? null;
  }
  const found: Leaf[] = [];
  walk(record, '', found);
  return found;
}

function values(mapping: JsonObject): JsonObject[] {
  return Array.isArray(mapping.values) ? (mapping.values as JsonObject[]) : [];
}

/** What a field is in a mapping now. */
export function roleOf(mapping: JsonObject, path: string): Role {
  if (values(mapping).some((value) => value.path === path)) return 'value';
  return ROLES.find((role) => role !== 'none' && role !== 'value' && mapping[role] === path) ?? 'none';
}

/** The mapping with a field in another role. One field each for sensor, time, unit and place; several values. */
export function assign(mapping: JsonObject, path: string, role: Role): JsonObject {
  const next: JsonObject = { ...mapping, values: values(mapping).filter((value) => value.path !== path) };
  for (const each of ROLES) if (each !== 'none' && each !== 'value' && next[each] === path) next[each] = '';
  if (role === 'value') next.values = [...(next.values as JsonObject[]), { path }];
  else if (role !== 'none') next[role] = path;
  // Several values of one device become several sensors, so each needs a name of its own.
  const all = next.values as JsonObject[];
  if (all.length > 1) {
    next.values = all.map((value) => (value.suffix ? value : { ...value, suffix: `/${String(value.path).split(/[./]/).pop() ?? ''}` }));
  }
  return next;
}
