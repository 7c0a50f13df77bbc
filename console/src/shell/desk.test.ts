import { describe, expect, it } from 'vitest';
import { ownerOf, soundsHere } from './desk';

const rest = { id: 'rest', kinds: [], on_duty: ['anna'] };
const cyber = { id: 'cyber', kinds: ['cyber'], on_duty: ['kari'] };
const scan = { id: 'scan', kinds: ['cyber.scan', 'air'], on_duty: [] };
const desks = [rest, cyber, scan];

describe('the desk of an alert', () => {
  it('is the one with the longest kind, else the one with the rest', () => {
    expect(ownerOf('crowd.surge', desks)).toBe(rest);
    expect(ownerOf('cyber.flood', desks)).toBe(cyber);
    expect(ownerOf('cyber.scan', desks)).toBe(scan);
    expect(ownerOf('cyberspace', desks)).toBe(rest);
    expect(ownerOf('crowd', [cyber])).toBeUndefined();
  });
  it('is where it sounds, and everywhere while nobody sits there', () => {
    expect(soundsHere('cyber.flood', { mine: 'cyber', desks })).toBe(true);
    expect(soundsHere('cyber.flood', { mine: 'rest', desks })).toBe(false);
    expect(soundsHere('cyber.scan', { mine: 'rest', desks })).toBe(true);
    expect(soundsHere('cyber.flood', { mine: null, desks })).toBe(true);
    expect(soundsHere('cyber.flood', undefined)).toBe(true);
  });
});
