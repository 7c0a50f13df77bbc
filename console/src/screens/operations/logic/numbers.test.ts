import i18n from 'i18next';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reading, ticks, whole } from './numbers';

describe('numbers', () => {
  beforeAll(async () => void (await i18n.init({ lng: 'en', resources: {} })));
  afterEach(async () => void (await i18n.changeLanguage('en')));

  it('are written as the language writes them', async () => {
    expect(whole(1230)).toBe('1,230');
    await i18n.changeLanguage('it');
    expect(reading(12.34)).toBe('12,3');
    await i18n.changeLanguage('nb');
    expect(whole(12_300).replaceAll(/\s/g, ' ')).toBe('12 300');
  });

  it('carry no more figures than say something', () => {
    expect(reading(412.6)).toBe('413');
    expect(reading(41.26)).toBe('41.3');
    expect(reading(4.126)).toBe('4.13');
    expect(reading(null)).toBe('–');
    expect(reading(Number.NaN)).toBe('–');
  });

  it('make round axes', () => {
    expect(ticks(0, 1300, 3)).toEqual([0, 500, 1000]);
    expect(ticks(52, 71, 3)).toEqual([60, 70]);
    expect(ticks(5, 5)).toEqual([5]);
  });
});
