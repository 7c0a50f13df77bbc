import { expect, it } from 'vitest';
import { BLANK } from './api';
import { atStart, BLANK_GATE, closesAfter, closings, exitsOf, perMinute, widthFor, widths } from './gates';
import { isStale } from './live';
import { placeOf } from './place';
import { graphFor, situationOf } from './question';
import type { Gate, Graph, Reckoned, Setting } from './types';

const GRAPH: Graph = {
  nodes: [{ id: '0', x: 0, y: 0, supply: 10 }, { id: '1', x: 50, y: 0 }, { id: '2', x: 100, y: 0, exit: true }, { id: 'North gate', x: 0, y: 90, exit: true }],
  arcs: [['0', '2', 100, 3, 'Kaivokatu'], ['0', '0', 1, 1], ['1', '2', 50, 1], ['2', '0', 100, 3], ['0', 'North gate', 90, 4]],
};
const place = placeOf(GRAPH);
const gate = (more: Partial<Gate>): Gate => ({ ...BLANK_GATE, ...more });
const setting = (gates: Setting['gates'], starts = '21:50'): Setting => ({ ...BLANK, gates, starts });

it.each([
  ['', '', '21:50', null],
  ['08:00', '22:00', '21:50', 600],
  ['08:00', '22:00', '22:00', 0],
  ['08:00', '22:00', '07:59', 0],
  ['18:00', '02:00', '23:00', 3 * 3600],
  ['18:00', '02:00', '01:59', 60],
  ['18:00', '02:00', '12:00', 0],
  ['', '22:00', '23:00', 0],
  ['', '22:00', '21:00', 3600],
  ['08:00', '', '23:59', null],
  ['08:00', '', '07:00', 0],
  ['08:00', '08:00', '09:00', 23 * 3600],
  ['08:00', '22:00', '', null],
])('a gate open from %j until %j, people setting out at %j', (opens, closes, starts, seconds) => {
  expect(closesAfter(gate({ opens, closes }), starts)).toBe(seconds);
});

it('an exit lets through what its width says, whatever ways lead there', () => {
  const narrow = setting({ 2: gate({ width_m: 1 }) });
  expect([...widths(place, narrow)]).toEqual([0.75, 0.25, 3, 4]);
  expect([...widths(place, BLANK)]).toEqual([...place.width]);
  const sent = graphFor(place, narrow);
  expect(sent.arcs.map((arc) => arc[3])).toEqual([0.75, 0.25, 3, 4]);
  expect(place.graph.arcs[0]?.[3]).toBe(3);
  expect(perMinute(place, 2)).toBe(146);
  expect(perMinute(place, widthFor(place, 146))).toBe(146);
});

it('a shut exit is none, and one that shuts takes nobody afterwards', () => {
  const shut = setting({ 2: gate({ opens: '23:00' }), 'North gate': gate({ closes: '22:00' }) });
  const sent = graphFor(place, shut);
  expect(sent.nodes.filter((node) => node.exit).map((node) => node.id)).toEqual(['North gate']);
  expect(closings(place, atStart(shut))).toEqual([{ node: 'North gate', at_s: 600 }]);
  expect(JSON.parse(situationOf(place, shut))).toMatchObject({ exits_closed: [{ node: 'North gate', at_s: 600 }] });
  // A plan in use keeps the exit in its graph and closes it.
  const again = graphFor(place, shut, true);
  expect(again.nodes.filter((node) => node.exit)).toHaveLength(2);
  expect(JSON.parse(situationOf(place, shut, true))).toMatchObject({ exits_closed: [{ node: '2' }, { node: 'North gate', at_s: 600 }] });
});

it('names exits by their street or their own name, and tells figures from none', () => {
  expect(exitsOf(place, BLANK)).toEqual([{ id: '2', number: 1, name: 'Kaivokatu' }, { id: 'North gate', number: 2, name: 'North gate' }]);
  const reckoned = { plan: {}, of: BLANK } as unknown as Reckoned;
  expect(isStale(reckoned, setting({ 2: BLANK_GATE }, ''))).toBe(false);
  expect(isStale(reckoned, setting({ 2: gate({ width_m: 2 }) }, ''))).toBe(true);
});
