import { expect, it } from 'vitest';
import { durationOf, secondsFrom } from './durations';

it.each([['3 min', 180], ['90s', 90], ['8 h', 28_800], ['8 t', 28_800], ['2 d', 172_800], ['5', 300]])('reads %s', (text, seconds) => {
  expect(secondsFrom(text)).toBe(seconds);
});

it('tells nothing from nonsense', () => {
  expect(secondsFrom('  ')).toBeNull();
  for (const text of ['soon', '0', '-3 min', '3 weeks']) expect(secondsFrom(text)).toBeNaN();
});

it.each([[180, '3 min'], [90, '90 s'], [28_800, '8 h'], [86_400, '1 d'], [null, '']])('writes %s', (seconds, text) => {
  expect(durationOf(seconds)).toBe(text);
});
