import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Tree = { [key: string]: string | Tree };

const SRC = join(import.meta.dirname, '..');
const CATALOGUES = join(SRC, 'i18n');
const LOCALES = ['en', 'it', 'nb'];
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(tree: Tree, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}

function catalogue(screen: string, locale: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(join(CATALOGUES, `${screen}.${locale}.json`), 'utf8')) as Tree);
}

const screens = [...new Set(readdirSync(CATALOGUES).filter((name) => name.endsWith('.json')).map((name) => name.split('.')[0] as string))];

function sources(): [string, string][] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.startsWith('api/generated'))
    .map((name) => [name, readFileSync(join(SRC, name), 'utf8')]);
}

describe.each(screens)('catalogue %s', (screen) => {
  const english = catalogue(screen, 'en');
  it.each(LOCALES)('has every key, with the same places for values, in %s', (locale) => {
    const other = catalogue(screen, locale);
    // Italian has a plural of its own for millions; every plural needs it there, and nowhere else.
    const wanted = [...english.keys()].flatMap((key) => (locale === 'it' && key.endsWith('_other') ? [key, key.replace(/_other$/, '_many')] : [key]));
    expect([...other.keys()].sort()).toEqual(wanted.sort());
    for (const [key, text] of english) {
      const places = (words: string) => [...words.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort();
      expect(places(other.get(key) ?? ''), `${screen}:${key} in ${locale}`).toEqual(places(text));
      expect((other.get(key) ?? '').trim(), `${screen}:${key} in ${locale}`).not.toBe('');
    }
  });

  it('keeps the tone', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/!|\b(please|successfully|invalid|oops)\b/i);
  });
});

describe('keys used in the program', () => {
  const known = new Set<string>();
  for (const screen of screens) {
    for (const key of catalogue(screen, 'en').keys()) {
      known.add(`${screen}:${key}`);
      known.add(`${screen}:${key.replace(PLURAL, '')}`);
    }
  }
  it('stand in the catalogues', () => {
    const missing: string[] = [];
    for (const [name, text] of sources()) {
      const own = text.match(/useTranslation\(['"](\w+)['"]\)/)?.[1] ?? 'ui';
      for (const match of text.matchAll(/(?<![\w.])(?:i18n\.)?t\(\s*['"]([\w.:-]+)['"]/g)) {
        const key = match[1] as string;
        const full = key.includes(':') ? key : `${own}:${key}`;
        if (!known.has(full)) missing.push(`${name}: ${full}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
