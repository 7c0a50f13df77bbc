import { expect, it } from 'vitest';
import { rulesOf } from './roles';

it('reads a group and a role a line, and names the line that has none', () => {
  expect(rulesOf('a=b = operator\n\n city = supervisor ')).toEqual({ rules: [{ group: 'a=b', role: 'operator' }, { group: 'city', role: 'supervisor' }], bad: null });
  expect(rulesOf('x = operator\ny = king').bad).toBe(2);
  expect(rulesOf('operator').bad).toBe(1);
});
