import { expect, it } from 'vitest';
import { BLANK } from './api';
import { asOpened, boundOf, countsAge, differences, elapsedOf, errorOf, first, grown, isStale, recounted, sameStreets, toldBy, withUntold } from './live';
import { hourOf } from './parts';
import type { Crowd, Post, Reckoned, Result, Variant } from './types';

const CROWD: Crowd = { longitude: 24.94, latitude: 60.17, radius_m: 40, people: 300, name: 'Gate', counted_at: '2026-11-23T10:00:00.000Z' };
const THREAT = { longitude: 24.94, latitude: 60.17, radius_m: 30, growth_m_s: 0.5 };
const post = (node: string, to: string): Post => ({ number: 1, node, lon: null, lat: null, people: 1, orders: [{ first_s: 0, last_s: null, arc: 0, to, name: '', towards: to, bearing: null }] });
const plan = (posts: Post[], replan: Result['replan'] = null) => ({ posts: [{ most: 12, clear_s: 1, mean_s: 1, gap: 0, stuck: 0, posts }], replan }) as unknown as Result;
const reckoned = (more: Partial<Reckoned>): Reckoned => ({ plan: plan([]), simulated: null, bound: null, frames: null, ...more });

it('is stale for another situation only, whatever crowds are called and whenever they were counted', () => {
  const setting = { ...BLANK, crowds: [CROWD] };
  const known = reckoned({ of: setting });
  expect(isStale(known, { ...setting, crowds: [{ ...CROWD, name: 'Stage', counted_at: '' }] })).toBe(false);
  expect(isStale(known, { ...setting, crowds: [{ ...CROWD, people: 301 }] })).toBe(true);
  expect(isStale(known, { ...setting, threats: [THREAT] })).toBe(true);
  expect(isStale(known, { ...setting, exits: { a: false } })).toBe(true);
  expect(isStale(reckoned({ plan: null, of: setting }), BLANK)).toBe(false);
  expect(isStale(reckoned({ of: null }), BLANK)).toBe(false);
});

it('counts anew without losing a circle', () => {
  const later = '2026-11-23T10:05:00.000Z';
  const silent = { ...CROWD, longitude: 24.95, name: 'Silent' };
  const drawn = { ...CROWD, longitude: 24.96, name: 'Bridge', counted_at: '', people: 70 };
  const seen = [
    { ...CROWD, people: 0, counted_at: later },
    { ...CROWD, longitude: 24.961, name: 'Bridge', people: 9, counted_at: later },
    { ...CROWD, longitude: 24.97, name: 'New', people: 5, counted_at: later },
    { ...CROWD, longitude: 24.98, name: 'Empty', people: 0, counted_at: later },
  ];
  expect(recounted([CROWD, silent, drawn], seen).map((one) => [one.name, one.people, one.counted_at])).toEqual([
    ['Gate', 0, later], ['Silent', 300, CROWD.counted_at], ['Bridge', 70, ''], ['New', 5, later],
  ]);
});

it('knows the age of the oldest count, and how far a count may be off', () => {
  const now = Date.parse('2026-11-23T10:10:00Z');
  expect(countsAge([CROWD, { ...CROWD, counted_at: '2026-11-23T10:09:00Z' }], now)).toBe(600);
  expect(countsAge([{ ...CROWD, counted_at: '' }], now)).toBe(null);
  expect([0, 1, 100, 900].map(errorOf)).toEqual([2, 2, 17, 50]);
});

it('grows the threats that nobody touched', () => {
  expect(elapsedOf(reckoned({ used_at: '2026-11-23T10:00:00Z' }), Date.parse('2026-11-23T10:01:40Z'))).toBe(100);
  expect(elapsedOf(reckoned({}), 5)).toBe(0);
  expect(grown([THREAT, { ...THREAT, radius_m: 80 }], [THREAT], 100).map((one) => one.radius_m)).toEqual([80, 80]);
});

it('tells which posts change, are new or stand down', () => {
  const replan = { elapsed_s: 60, margin_s: 30, counts_age_s: 0, stale: false, kept: 1, changed: [{ node: 'b', reason: 'unsafe' as const, gain_s: 0 }] };
  const before = plan([post('a', 'x'), post('b', 'x'), post('c', 'x')]).posts[0] ?? null;
  const found = differences(before, plan([post('a', 'x'), post('b', 'y'), post('d', 'y')], replan));
  expect(found.map((one) => [(one.now ?? one.before)?.node, one.reason])).toEqual([['b', 'unsafe'], ['d', 'new'], ['c', 'down']]);
  expect(differences(before, plan([]))).toEqual([]);
});

it('takes a use that was forgotten for over', () => {
  const kept = reckoned({ used_at: '2026-11-01T10:00:00Z', before: null, given: true });
  expect(asOpened(kept, Date.parse('2026-11-01T12:00:00Z'))).toBe(kept);
  expect(asOpened(kept, Date.parse('2026-11-20T12:00:00Z'))).toMatchObject({ used_at: null, given: true });
  expect(asOpened(null, 0)).toBeNull();
});

it('keeps what nobody was told of until it became tasks', () => {
  const changed = (node: string) => ({ node, reason: 'unsafe' as const, gain_s: 0 });
  const made = (nodes: string[], ...changes: string[]) => ({ posts: [{ posts: nodes.map((node) => ({ node })) }], replan: { changed: changes.map(changed) } }) as unknown as Result;
  const first = reckoned({ plan: made(['a', 'b']) });
  expect(toldBy(first)).toEqual({ before: first.plan?.posts[0], given: null });
  const told = toldBy({ ...first, given: true });
  expect(told).toEqual({ before: first.plan?.posts[0], given: false });
  const second = reckoned({ ...told, plan: made(['a', 'b'], 'a') });
  expect(toldBy(second)).toEqual(told);
  expect(withUntold(second, made(['a', 'b'], 'b')).replan?.changed.map((one) => one.node)).toEqual(['b', 'a']);
  expect(withUntold({ ...second, given: true }, made(['a', 'b'], 'b')).replan?.changed.map((one) => one.node)).toEqual(['b']);
});

it('compares counts on the same streets only', () => {
  const graph = { nodes: [{ id: 'a', x: 0, y: 0 }, { id: 'b', x: 1, y: 0 }], arcs: [['a', 'b', 1, 2]] as [string, string, number, number][] };
  expect(sameStreets(graph, { ...graph, arcs: [['a', 'b', 1, 9]] })).toBe(true);
  expect(sameStreets(graph, { ...graph, arcs: [['b', 'a', 1, 2]] })).toBe(false);
  expect(sameStreets(graph, { ...graph, nodes: [{ id: 'a', x: 0, y: 0 }, { id: 'c', x: 1, y: 0 }] })).toBe(false);
});

it('says the sharpest bound, and which plan comes first and by what', () => {
  const bound = (seconds: number) => ({ bound: { seconds } }) as unknown as Result;
  expect(boundOf(reckoned({ plan: bound(250), simulated: bound(320) }))?.seconds).toBe(320);
  expect(boundOf(reckoned({ plan: null }))).toBeNull();
  const variant = (left: number, dense: number, clear: number) => ({ left: { cvar95: left }, dense_s: { cvar95: dense }, clear_s: { cvar95: clear } }) as unknown as Variant;
  expect(first(variant(0, 60, 900), variant(1, 0, 100))).toEqual({ letter: 'a', by: 'left' });
  expect(first(variant(0, 600, 900), variant(0, 60, 1000))).toEqual({ letter: 'b', by: 'crush' });
  expect(first(variant(0, 61, 900), variant(0, 60, 1000))).toEqual({ letter: 'a', by: 'all' });
  expect(first(variant(0, 61, 900), variant(0, 60, 899.5))).toBeNull();
});

it.each([['1805', '18:05'], ['9.30', '09:30'], [' 18:05 ', '18:05'], ['', ''], ['24:00', null], ['1', null], ['18:60', null]])('reads %j as a time of day', (said, hour) => {
  expect(hourOf(said)).toBe(hour);
});
