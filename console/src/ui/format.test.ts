import i18n from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale, startI18n } from '../i18n';
import { cityTime } from './clock';
import { age, compact, day, number, setZone, time, timeThere, zoneOffset } from './format';

beforeAll(async () => {
  await startI18n('en');
  setZone('Europe/Helsinki');
});

describe('ages', () => {
  it.each([[-5, '0:00'], [41_000, '0:41'], [372_000, '6:12'], [720_000, '12 min'], [4_320_000, '1 h 12'], [49 * 3_600_000, '2 d']])('%i ms is %s', (ms, text) => {
    expect(age(ms)).toBe(text);
  });
});

describe('times', () => {
  it('are the city’s, not the screen’s', () => {
    expect(time('2026-11-20T15:45:20Z')).toBe('17:45');
    expect(time('2026-11-20T15:45:20Z', true)).toBe('17:45:20');
    expect(day('2026-11-20T23:30:00Z')).toBe('Sat 21 Nov');
  });
  it('are told in another city’s zone where its clock differs', () => {
    expect(timeThere(Date.parse('2026-11-20T15:45:20Z'), 'Europe/Oslo')).toBe('16:45');
    expect(timeThere(Date.parse('2026-11-20T22:30:00Z'), 'Europe/Oslo')).toBe('Fri 23:30');
    expect(timeThere(Date.parse('2026-11-20T15:45:20Z'), 'Europe/Tallinn')).toBeNull();
  });
  it('keep colons in Norwegian and change without a reload', async () => {
    await setLocale('nb');
    expect(time('2026-11-20T15:45:00Z')).toBe('17:45');
    expect(number(1230.5)).toBe('1 230,5'.replace(' ', '\u00a0'));
    await setLocale('it');
    expect(i18n.t('ui:severity.crit')).toBe('Critico');
    await setLocale('en');
  });
  it('write large numbers short', () => {
    expect([compact(1230), compact(2_320_000), compact(45_600_000)]).toEqual(['1,230', '2,320,000', '45.6M']);
  });
});

describe('the zone', () => {
  it('is told in ms ahead of UTC, in summer and winter, east and west', () => {
    expect(zoneOffset(Date.parse('2026-11-20T15:45:00Z'))).toBe(2 * 3_600_000);
    expect(zoneOffset(Date.parse('2026-07-20T23:45:30Z'))).toBe(3 * 3_600_000);
    setZone('America/St_Johns');
    expect(zoneOffset(Date.parse('2026-11-20T01:00:00Z'))).toBe(-3.5 * 3_600_000);
    setZone('Europe/Helsinki');
  });
});

describe('city time', () => {
  const clock = { at: 1000, told: 500, speed: 60, paused: false };
  it('goes on from the last word at the clock’s speed, and stands when paused', () => {
    expect(cityTime(clock, 600)).toBe(7000);
    expect(cityTime({ ...clock, paused: true }, 600)).toBe(1000);
    expect(cityTime(undefined, 600)).toBe(600);
  });
});
