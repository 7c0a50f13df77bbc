import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale, startI18n } from '../i18n';
import { ApiError, problemOf } from './client';

const missing = (field: string) => new ApiError(422, 'bad_input', 'Questo manca.', 'Correggi e invia di nuovo.', field, { problems: [{ field, problem: 'Questo manca.' }] });

describe('the words of an error', () => {
  beforeAll(async () => {
    await startI18n('en');
    await setLocale('it');
  });

  it('name the field that they are about, in the language of the screen', () => {
    expect(problemOf(missing('title')).problem).toBe('Titolo: Questo manca.');
    expect(problemOf(missing('areas.0.title')).problem).toBe('Titolo: Questo manca.');
  });

  it('name it as the API does where the console has no word for it', () => {
    expect(problemOf(missing('settings.k_factor')).problem).toBe('settings.k_factor: Questo manca.');
  });

  it('stay as they are where the sentence speaks for itself', () => {
    const error = new ApiError(409, 'conflict', 'Qualcun altro ha in carico questo allarme.', 'Prima prendilo tu.');
    expect(problemOf(error)).toEqual({ problem: 'Qualcun altro ha in carico questo allarme.', remedy: 'Prima prendilo tu.' });
    expect(problemOf(new TypeError('x'))).toEqual({ problem: null, remedy: null });
  });
});
