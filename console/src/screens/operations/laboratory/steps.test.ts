import { describe, expect, it } from 'vitest';
import type { LaboratoryOut } from '../../../api/generated/types.gen';
import { begun, bodyOf, degrees, freshLabel, nextSteps, sampled } from './steps';

const line = { at: '2026-11-23T10:00:00Z', by: null, holder: 'courier', seal: 'S-1', temperature_c: null, note: '' };
const known: LaboratoryOut = {
  state: 'handed',
  samples: [{ label: '1', state: 'handed', holder: 'courier', resealed: false, next: ['handed', 'received'], chain: [{ ...line, step: 'handed' }] }],
};

describe('a sample of an alert', () => {
  it('is offered on an alert of bacteria, and where one is known', () => {
    expect(sampled('bacteria.high', null)).toBe(true);
    expect(sampled('crowd.surge', null)).toBe(false);
    expect(sampled('crowd.surge', known)).toBe(true);
  });
  it('begins with what usually comes next, its seal to be read anew', () => {
    expect(begun(known, '1')).toMatchObject({ step: 'received', seal: '' });
    expect(begun(null, '1')).toMatchObject({ step: 'taken', seal: '' });
    expect(begun({ ...known, samples: [{ ...known.samples[0]!, state: 'received', next: ['confirmed'] }] }, '1').step).toBe('inconclusive');
  });
  it('has a label of its own and steps of its own', () => {
    expect(freshLabel(known)).toBe('2');
    expect(nextSteps(known, '1')).toEqual(['handed', 'received']);
    expect(nextSteps(known, '2')).toEqual(['requested', 'taken']);
  });
  it('is sent with what its step asks for', () => {
    const draft = { label: ' 1 ', step: 'taken' as const, holder: 'patrol 3', seal: 'S-1', celsius: '−4,5', note: '' };
    expect(bodyOf(draft)).toEqual({ step: 'taken', sample: '1', note: '', holder: 'patrol 3', seal: 'S-1', temperature_c: -4.5 });
    expect(bodyOf({ ...draft, step: 'refuted' })).toEqual({ step: 'refuted', sample: '1', note: '' });
    expect(degrees(' ')).toBeNull();
    expect(degrees('cold')).toBeNaN();
  });
});
