import { describe, expect, it } from 'vitest';
import { saidAs } from './units';

describe('seconds as people say them', () => {
  it('says minutes, hours and days', () => {
    expect([120, 1080, 5400, 21_600, 86_400].map((value) => saidAs(value, 's').replace(/\s/g, ' '))).toEqual(['2 mins', '18 mins', '1.5 hrs', '6 hrs', '1 day']);
  });
  it('leaves the rest as it is', () => {
    expect([saidAs(90, 's'), saidAs(1081, 's'), saidAs(null, 's'), saidAs(600, 'm')]).toEqual(['', '', '', '']);
  });
});
