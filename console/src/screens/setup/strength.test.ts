import { describe, expect, it } from 'vitest';
import { loginFrom } from './steps';
import { strength } from './strength';

describe('strength', () => {
  it.each([
    ['short', 0], ['aaaaaaaaaaaaaaaa', 1], ['password123456', 1], ['abcdefghijklmnop', 1],
  ])('finds %s easy', (password, level) => expect(strength(password)).toBe(level));
  it('likes words that do not belong together', () => {
    expect(strength('tram otter velvet nine')).toBeGreaterThanOrEqual(3);
  });
  it('counts own names for nothing', () => {
    expect(strength('aino.korhonen1', ['aino.korhonen'])).toBe(1);
  });
});

describe('loginFrom', () => {
  it.each([['Aino Korhonen', 'aino.korhonen'], ['Øyvind Åsæther', 'oyvind.asaether'], ['  José  ', 'jose']])('makes of %s %s', (name, login) => {
    expect(loginFrom(name)).toBe(login);
  });
});
