import { describe, expect, it } from 'vitest';
import { rank, type Entry } from './palette-entries';

const entry = (name: string, group: Entry['group'] = 'sensors', also?: string): Entry => ({ id: name, name, group, icon: 'pin', also });
const all = [entry('Operations', 'screens'), entry('Töölönlahdenkatu 2'), entry('Kaivokatu', 'sensors', 'ped-kaivokatu-1'), entry('Kaivokatu, westbound', 'alerts')];

describe('rank', () => {
  it('shows screens and commands before anything is typed', () => {
    expect(rank(all, ' ').map((each) => each.name)).toEqual(['Operations']);
  });
  it('finds without accents', () => {
    expect(rank(all, 'toolo').map((each) => each.name)).toEqual(['Töölönlahdenkatu 2']);
  });
  it('wants every word, and takes ids too', () => {
    expect(rank(all, 'kaivo west')).toHaveLength(1);
    expect(rank(all, 'ped-kaivokatu')).toHaveLength(1);
    expect(rank(all, 'kaivo nowhere')).toEqual([]);
  });
});
