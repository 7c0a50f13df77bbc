import type { SearchOut } from '../api/generated/types.gen';
import type { IconName } from '../ui/icons';

/** A line of the palette: an address to go to, or something to do. */
export interface Entry {
  id: string;
  name: string;
  group: 'screens' | 'commands' | 'tools' | 'sensors' | 'alerts' | 'incident' | 'note' | 'task' | 'procedure' | 'guide' | 'views';
  icon: IconName;
  keys?: string;
  /** What stands at its end instead of the group's name. */
  note?: string;
  /** Other words by which it is found (ids, kinds). */
  also?: string;
  to?: string;
  search?: Record<string, string>;
  run?: () => void;
}

/** What people look for most comes before what there is most of: a street has many sensors and one incident. */
const WORTH: Partial<Record<Entry['group'], number>> = { incident: 3, alerts: 2, task: 1, note: 1, procedure: 1, guide: 1 };

/** Lower case, without accents: `töölö` and `toolo` find one another. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').replaceAll('ø', 'o').replaceAll('Ø', 'o').toLowerCase();
}

/** What a line of the palette shows of a hit. Notes and tasks of one incident bear its title: their own words tell them apart. */
export function named(hit: SearchOut['items'][number]): string {
  const own = (hit.kind === 'task' || hit.kind === 'note') && hit.snippet;
  return `${hit.number ?? ''} ${own || hit.title}`.trim();
}

function score(entry: Entry, words: string[]): number {
  const name = plain(entry.name);
  const all = `${name} ${plain(entry.also ?? '')}`;
  let sum = 0;
  for (const word of words) {
    if (!all.includes(word)) return -1;
    if (name.startsWith(word)) sum += 3;
    else if (name.includes(` ${word}`)) sum += 2;
    else sum += 1;
  }
  return sum + (WORTH[entry.group] ?? 0) * words.length;
}

/** Entries that hold every word of `text`, best first; without text the screens and commands. */
export function rank(entries: Entry[], text: string): Entry[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return entries.filter((entry) => entry.group === 'screens' || entry.group === 'commands');
  return entries
    .map((entry, place) => ({ entry, place, worth: score(entry, words) }))
    .filter((each) => each.worth > 0)
    .sort((a, b) => b.worth - a.worth || a.place - b.place)
    .map((each) => each.entry);
}
