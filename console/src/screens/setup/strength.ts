/** How hard a password is to guess, from 0 (too short) to 4. A hint only: the server has its own floor. */
export type Strength = 0 | 1 | 2 | 3 | 4;

export const SHORTEST = 12;

const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiopåasdfghjklzxcvbnm'];
const COMMON = ['password', 'passord', 'impetus', 'helsinki', 'welcome', 'benvenuto', 'velkommen', 'qwerty', 'letmein', 'admin', 'sommer', 'summer', 'estate'];

/** The text without what anybody would try first: known words, runs of the keyboard, repeats, own names. */
function rare(password: string, own: string[]): string {
  let text = password.toLowerCase();
  for (const word of [...COMMON, ...own.map((name) => name.toLowerCase()).filter((name) => name.length > 2)]) text = text.replaceAll(word, '·');
  text = text.replace(/(.)\1{2,}/g, '$1');
  for (const run of RUNS) {
    for (let at = 0; at + 4 <= run.length; at += 1) text = text.replaceAll(run.slice(at, at + 4), '·');
  }
  return text;
}

/** Judges by what is left when the guessable parts count as one character each. */
export function strength(password: string, own: string[] = []): Strength {
  if (password.length < SHORTEST) return 0;
  const text = rare(password, own);
  const kinds = [/[a-zæøåäöü]/i, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(text)).length;
  const worth = new Set(text).size + text.length / 2 + kinds * 2;
  if (worth < 13) return 1;
  if (worth < 18) return 2;
  return worth < 25 ? 3 : 4;
}
