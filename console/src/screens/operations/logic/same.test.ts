import { describe, expect, it } from 'vitest';
import { anAlert } from './anAlert';
import { candidates, SAME_MOST } from './same';

const near = (id: string, latitude: number, minute = 30) =>
  anAlert({ id, subject: id, window_end: `2026-11-20T15:${minute}:00Z`, where: { name: id, latitude, longitude: 24.9441, area: [] } });

describe('what an alert may repeat', () => {
  it('is what is near in place and time, the likeliest first', () => {
    const found = candidates(near('it', 60.1713), [near('it', 60.1713), near('far', 60.3), near('street', 60.1731), near('late', 60.1714, 59)]);
    expect(found.map((one) => one.alert.id)).toEqual(['street', 'late']);
    expect(found[0]?.metres).toBeCloseTo(200, -1);
    expect(found[1]?.minutes).toBe(29);
  });

  it('puts the same subject first, and six at most', () => {
    const many = Array.from({ length: 9 }, (_, at) => near(`n${at}`, 60.1714 + at / 10_000));
    const same = { ...near('same', 60.19), subject: 'it' };
    const found = candidates(near('it', 60.1713), [...many, same]);
    expect(found).toHaveLength(SAME_MOST);
    expect(found[0]?.alert.id).toBe('same');
  });

  it('may be an alert without a place', () => {
    const nowhere = anAlert({ id: 'host', subject: 'host', where: { name: '', latitude: null, longitude: null, area: [] } });
    expect(candidates(nowhere, [near('a', 60.1)])[0]?.metres).toBeNull();
  });
});
