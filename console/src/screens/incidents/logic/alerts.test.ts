import { expect, it } from 'vitest';
import { nameOf } from './alerts';

it.each([
  ['Rautatientori', 'Crowd surge', 'Rautatientori: crowd surge'],
  ['Crowd surge at Rautatientori', 'Crowd surge', 'Crowd surge at Rautatientori'],
  ['web-3', 'SQL injection', 'web-3: SQL injection'],
  ['web-3', '', 'web-3'],
])('calls %s, %s: %s', (title, kind_title, name) => {
  expect(nameOf({ title, kind_title })).toBe(name);
});
