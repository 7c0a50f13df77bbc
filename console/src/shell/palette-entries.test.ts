import { describe, expect, it } from 'vitest';
import { named, rank, type Entry } from './palette-entries';

const entry = (name: string, group: Entry['group'] = 'sensors', also?: string): Entry => ({ id: name, name, group, icon: 'pin', also });
const all = [entry('Operations', 'screens'), entry('Töölönlahdenkatu 2'), entry('Kaivokatu', 'sensors', 'ped-kaivokatu-1'), entry('Kaivokatu, westbound', 'alerts')];

describe('rank', () => {
  it('shows screens and commands before anything is typed', () => {
    expect(rank(all, ' ').map((each) => each.name)).toEqual(['Operations']);
  });
  it('puts incidents and alerts before sensors of the same words', () => {
    const found = [entry('Kaivokatu 1'), entry('Kaivokatu 2'), entry('A-3 Kaivokatu', 'alerts'), entry('I-1 Crowd at Kaivokatu', 'incident')];
    expect(rank(found, 'kaivokatu').map((each) => each.group)).toEqual(['incident', 'alerts', 'sensors', 'sensors']);
    expect(rank(found, 'kaivokatu 1').map((each) => each.group)[0]).not.toBe('sensors');
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

describe('a hit', () => {
  const hit = (kind: string, snippet: string) => ({ kind, id: '1', number: 'I-1', title: 'Crowd at the doors', snippet, path: '/incidents', search: {} }) as Parameters<typeof named>[0];
  it('of a note or a task shows its own words, everything else its title', () => {
    expect(named(hit('task', 'Open the west doors'))).toBe('I-1 Open the west doors');
    expect(named(hit('note', 'Called the station'))).toBe('I-1 Called the station');
    expect(named(hit('note', ''))).toBe('I-1 Crowd at the doors');
    expect(named(hit('incident', 'doors'))).toBe('I-1 Crowd at the doors');
  });
});
