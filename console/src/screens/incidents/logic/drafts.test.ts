import { expect, it } from 'vitest';
import { EMPTY, keepDraft, readDraft } from './drafts';

it('keeps a draft for each incident until it is empty', () => {
  const draft = { text: 'Two hurt', side: 'city', audience: 'own', kind: 'note' } as const;
  keepDraft('i', draft);
  expect(readDraft('i')).toEqual(draft);
  expect(readDraft('other')).toEqual(EMPTY);
  keepDraft('i', { ...draft, text: '  ' });
  expect(readDraft('i')).toEqual(EMPTY);
});

it('reads nothing out of what is no draft', () => {
  localStorage.setItem('impetus.incidents.draft.i', '{"text": 3');
  expect(readDraft('i')).toEqual(EMPTY);
});
