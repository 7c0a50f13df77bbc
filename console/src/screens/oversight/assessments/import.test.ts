import { describe, expect, it } from 'vitest';
import { objectOf } from './Import';

describe('a file of the PIA software', () => {
  it('is an object, or nothing', () => {
    expect(objectOf('{"pia": {"name": "Desk"}, "answers": []}')).toEqual({ pia: { name: 'Desk' }, answers: [] });
    for (const other of ['', '[]', 'null', '1', '<pia/>', '{"pia":']) expect(objectOf(other)).toBeNull();
  });
});
