import { describe, expect, it } from 'vitest';
import { aSub } from './anIncident';
import { asked, callable, called, completed, fitting, pieces } from './mentions';

const all = callable(
  [{ id: 'p1', name: 'Leo Niemi', initials: 'LN', agency: { id: 't', name: 'Transport' } }, { id: null, name: null, initials: null, agency: { id: 'r', name: 'Rescue' } }],
  [aSub({ id: 'r', name: 'Rescue' }), aSub({ id: 't', name: 'Transport' })],
);

describe('mentions', () => {
  it('know only who has a name here', () => {
    expect(all.map((each) => each.name)).toEqual(['Rescue', 'Transport', 'Leo Niemi']);
  });

  it('are asked for after an @ at the beginning of a word', () => {
    expect(asked('two hurt, @res', 14)).toEqual({ from: 10, word: 'res' });
    expect(asked('mail a@b', 8)).toBeNull();
    expect(asked('@', 1)).toEqual({ from: 0, word: '' });
  });

  it('offer what fits, by any word of the name', () => {
    expect(fitting(all, 'nie').map((each) => each.name)).toEqual(['Leo Niemi']);
    expect(fitting(all, '').length).toBe(3);
    expect(fitting(all, 'Rescue is').length).toBe(0);
  });

  it('put the whole name in, and find it again', () => {
    const done = completed('ask @res today', 8, 'Rescue');
    expect(done).toEqual({ text: 'ask @Rescue today', caret: 12 });
    expect(called(done.text, all)).toEqual(['r']);
  });

  it('cut a text at the names it calls', () => {
    const mentions = all.filter((each) => each.id !== 't');
    expect(pieces('a @Rescue b @Leo Niemi', mentions).map((piece) => (piece.mention ? `[${piece.text}]` : piece.text)).join('')).toBe('a [@Rescue] b [@Leo Niemi]');
    expect(pieces('plain', [])).toEqual([{ text: 'plain', mention: false }]);
  });
});
