import { describe, expect, it } from 'vitest';
import { faultsOf } from './faults';
import { ApiError } from '../api/client';
import { blanks, kindOf, put, resolve, same, slides, wordsOf, type Schema } from './schema';
import { STOPS, stopOf, valueAt } from './scale';

const root: Schema = {
  type: 'object',
  properties: {
    kind: { $ref: '#/$defs/Kind', default: 'people', title: 'Kind' },
    maximum: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    values: { type: 'array', items: { $ref: '#/$defs/Value' } },
    topics: { type: 'array', items: { type: 'string' } },
    secret: { type: 'string', format: 'password', writeOnly: true } as Schema,
    tls: { type: 'boolean' },
    port: { type: 'integer', minimum: 1, maximum: 65535 },
    share: { type: 'number', minimum: 0.1, maximum: 1 },
  },
  $defs: {
    Kind: { type: 'string', enum: ['people', 'air'], title: 'SensorKind' },
    Value: { type: 'object', properties: { path: { type: 'string' }, unit: { type: 'string', default: 'm' } } },
  },
};
const of = (name: string) => resolve(root.properties?.[name] as Schema, root);

describe('resolve', () => {
  it('follows references and keeps the words beside them', () => {
    expect(of('kind')).toMatchObject({ enum: ['people', 'air'], title: 'Kind', default: 'people' });
  });
  it('folds a null alternative', () => {
    expect(of('maximum')).toMatchObject({ type: 'number', nullable: true });
  });
});

describe('kindOf', () => {
  it.each([['kind', 'choice'], ['maximum', 'number'], ['values', 'list'], ['topics', 'tags'], ['secret', 'secret'], ['tls', 'switch'], ['port', 'integer']])(
    'draws %s as %s', (name, kind) => expect(kindOf(of(name), root)).toBe(kind),
  );
  it('gives a slider to shares, not to ports or unbounded numbers', () => {
    expect([slides(of('share')), slides(of('port')), slides(of('maximum'))]).toEqual([true, false, false]);
  });
});

describe('values', () => {
  it('begin with defaults, else with what the type allows', () => {
    expect(blanks(root, root)).toEqual({ kind: 'people', maximum: null, values: [], topics: [], secret: '', tls: false, port: 1, share: 0.1 });
  });
  it('are replaced without touching the old ones', () => {
    const before = { values: [{ path: 'a' }, { path: 'b' }] };
    const after = put(before, ['values', 1, 'path'], 'c');
    expect(after).toEqual({ values: [{ path: 'a' }, { path: 'c' }] });
    expect(before.values[1]).toEqual({ path: 'b' });
  });
  it('are compared by what they say', () => {
    expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
    expect(same({ a: [1] }, { a: { 0: 1 } })).toBe(false);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });
});

describe('words', () => {
  it('come in the reader’s language, English filling in', () => {
    const schema: Schema = { title: 'Port', description: 'Of the broker', 'x-text': { it: { title: 'Porta', description: 'Del broker' }, nb: { title: 'Port', description: '' } } };
    expect(wordsOf(schema, 'port', 'it')).toEqual({ title: 'Porta', description: 'Del broker' });
    expect(wordsOf(schema, 'port', 'en').description).toBe('Of the broker');
    expect(wordsOf({}, 'late_after', 'nb').title).toBe('Late after');
  });
});

describe('slider', () => {
  it.each([[0, 10], [0.01, 30], [50, 5000]])('reaches both ends of %f to %f', (min, max) => {
    expect([valueAt(0, min, max, false), valueAt(STOPS, min, max, false)]).toEqual([min, max]);
    expect([stopOf(min, min, max), stopOf(max, min, max)]).toEqual([0, STOPS]);
  });
  it('gives equal ratios equal room where a range is wide', () => {
    expect(valueAt(STOPS / 2, 0.1, 1000, false)).toBe(10);
  });
});

describe('faultsOf', () => {
  it('names every field the API named', () => {
    const error = new ApiError(422, 'bad_input', 'a: Too small', null, 'a', { fields: [{ field: 'a', problem: 'Too small.' }, { field: 'b.0', problem: 'No.' }] });
    expect(faultsOf(error)).toEqual({ a: 'Too small.', 'b.0': 'No.' });
    expect(faultsOf(new Error('x'))).toEqual({});
  });
});
