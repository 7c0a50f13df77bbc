/* Calling people and agencies by @ in a note. */

import { plain } from '../../../shell/palette-entries';
import type { Mention, Sub, Who } from '../types';

/** Who can be called: people who are named here, and every agency that takes part. */
export function callable(people: readonly Who[], agencies: readonly Sub[]): Mention[] {
  const found = new Map<string, Mention>();
  for (const agency of agencies) found.set(`agency:${agency.id}`, { kind: 'agency', id: agency.id, name: agency.name });
  for (const person of people) if (person.id && person.name) found.set(`person:${person.id}`, { kind: 'person', id: person.id, name: person.name });
  return [...found.values()];
}

/** The word being typed after an @ just before the caret, and where the @ stands; null where none is. */
export function asked(text: string, caret: number): { from: number; word: string } | null {
  const match = /(?:^|[\s(])@([^@\n]{0,40})$/.exec(text.slice(0, caret));
  if (!match) return null;
  const word = match[1] ?? '';
  return { from: caret - word.length - 1, word };
}

/** Those whose name has a word beginning with what is typed, best first; at most six. Nothing once a whole name stands there. */
export function fitting(all: readonly Mention[], word: string): Mention[] {
  const wanted = plain(word);
  if (all.some((each) => wanted.startsWith(`${plain(each.name)} `))) return [];
  const worth = (name: string) => (plain(name).startsWith(wanted) ? 0 : plain(name).split(/[\s-]+/).some((part) => part.startsWith(wanted)) ? 1 : 2);
  return all
    .map((each) => ({ each, worth: worth(each.name) }))
    .filter((found) => found.worth < 2)
    .sort((a, b) => a.worth - b.worth || a.each.name.localeCompare(b.each.name))
    .slice(0, 6)
    .map((found) => found.each);
}

/** The text with a name put in the place of what was typed, and where the caret stands then. */
export function completed(text: string, caret: number, name: string): { text: string; caret: number } {
  const at = asked(text, caret);
  if (!at) return { text, caret };
  const before = `${text.slice(0, at.from)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

/** Ids of those whose names stand in the text after an @. */
export function called(text: string, all: readonly Mention[]): string[] {
  return all.filter((each) => text.includes(`@${each.name}`)).map((each) => each.id);
}

/** The text cut at the names it calls, so that they can be set apart. */
export function pieces(text: string, mentions: readonly Mention[]): { text: string; mention: boolean }[] {
  const names = mentions.map((each) => `@${each.name}`).sort((a, b) => b.length - a.length);
  const cut: { text: string; mention: boolean }[] = [];
  let rest = text;
  while (rest) {
    let at = -1;
    let name = '';
    for (const each of names) {
      const found = rest.indexOf(each);
      if (found >= 0 && (at < 0 || found < at)) [at, name] = [found, each];
    }
    if (at < 0) {
      cut.push({ text: rest, mention: false });
      break;
    }
    if (at > 0) cut.push({ text: rest.slice(0, at), mention: false });
    cut.push({ text: name, mention: true });
    rest = rest.slice(at + name.length);
  }
  return cut;
}
