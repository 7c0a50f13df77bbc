import type { Role } from '../../../api/generated';

/** Every role, in the order of a list. */
export const ROLES: Role[] = [
  'operator', 'supervisor', 'analyst', 'it_security', 'field_responder', 'data_protection_officer', 'ethics_officer', 'trainer', 'observer', 'advisor', 'administrator',
];

/** What groups at a provider of accounts can give: officers and advisors come by invitation alone. */
export const BY_GROUP: Role[] = ROLES.filter((role) => !['data_protection_officer', 'ethics_officer', 'advisor'].includes(role));

export interface RoleRule { group: string; role: Role }

/** `group = role`, one a line, as rules; the number of the first line that is none. */
export function rulesOf(text: string): { rules: RoleRule[]; bad: number | null } {
  const rules: RoleRule[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    const cut = line.lastIndexOf('=');
    const group = line.slice(0, Math.max(0, cut)).trim();
    const role = BY_GROUP.find((one) => one === line.slice(cut + 1).trim());
    if (!group || !role) return { rules, bad: at + 1 };
    rules.push({ group, role });
  }
  return { rules, bad: null };
}
