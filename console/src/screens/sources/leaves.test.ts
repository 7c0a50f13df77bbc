import { describe, expect, it } from 'vitest';
import { exampleOf, trimmed } from './draft';
import { assign, leavesOf, roleOf } from './leaves';

describe('leavesOf', () => {
  it.each([
    ['an object', '{"id": "a", "data": {"no2": 12}}', ['id', 'data.no2']],
    ['a list', '[{"id": "a", "n": 1}, {"other": 2}]', ['id', 'n']],
    ['lines', '{"id": "a"}\n{"id": "b"}', ['id']],
    ['a wrapped list', '{"type": "x", "items": [{"id": "a", "v": 1}]}', ['id', 'v']],
    ['a table', 'Sensor;Date;Count\nA;2026-11-20;4', ['Sensor', 'Date', 'Count']],
    ['nothing', '  ', []],
    ['words', 'hello', []],
    ['a lone number', '5', []],
  ])('of %s', (_, sample, paths) => expect(leavesOf(sample).map((leaf) => leaf.path)).toEqual(paths));

  it('follows the path of the records', () => {
    expect(leavesOf('{"a": {"b": [{"c": 1}]}, "d": [{"e": 2}]}', 'a.b').map((leaf) => leaf.path)).toEqual(['c']);
  });
  it('stops somewhere', () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, at])));
    expect(leavesOf(wide)).toHaveLength(40);
  });
});

describe('assign', () => {
  it('moves a field from one role to another', () => {
    const one = assign({}, 'id', 'sensor');
    expect(roleOf(one, 'id')).toBe('sensor');
    const two = assign(one, 'id', 'value');
    expect(two).toMatchObject({ sensor: '', values: [{ path: 'id' }] });
    expect(roleOf(assign(two, 'id', 'none'), 'id')).toBe('none');
  });
  it('names several values apart', () => {
    const mapping = assign(assign({}, 'data.no2', 'value'), 'data.pm10', 'value');
    expect(mapping.values).toEqual([{ path: 'data.no2', suffix: '/no2' }, { path: 'data.pm10', suffix: '/pm10' }]);
  });
  it('leaves nothing empty behind when sent', () => {
    expect(trimmed(assign(assign({}, 'id', 'sensor'), 'id', 'none'))).toEqual({});
  });
});

describe('exampleOf', () => {
  it('writes what the mapping reads', () => {
    expect(exampleOf({})).toEqual([{ sensor: 'counter-1', time: '2026-11-20T16:45:00Z', value: 42 }]);
    expect(exampleOf({ records: 'rows', sensor: 'dev.id', values: [{ path: 'data.n' }] })).toEqual({
      rows: [{ dev: { id: 'counter-1' }, time: '2026-11-20T16:45:00Z', data: { n: 42 } }],
    });
  });
});
