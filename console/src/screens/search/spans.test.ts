import { expect, test } from 'vitest';
import { plain } from '../../shell/palette-entries';
import { marked, since } from './spans';

test('a span begins that long ago, to the minute', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 31);
  expect(since('hour', now)).toBe('2026-11-22T11:00:00.000Z');
  expect(since('all', now)).toBe('');
});

test('words are marked whatever their accents, and nothing is lost', () => {
  const parts = marked('Røyk ved Töölö, røyk', ['royk', 'toolo'], plain);
  expect(parts.filter((part) => part.hit).map((part) => part.text)).toEqual(['Røyk', 'Töölö', 'røyk']);
  expect(parts.map((part) => part.text).join('')).toBe('Røyk ved Töölö, røyk');
  expect(marked('nothing', [], plain)).toEqual([{ text: 'nothing', hit: false }]);
});
