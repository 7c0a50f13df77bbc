import type { PoliciesOut } from '../../../api/generated';
import { useOptional } from '../waiting';

/** The policies and the words they are written in; null where one may not read them. */
export function usePolicies(): PoliciesOut | null | undefined {
  return useOptional<PoliciesOut>(['policies'], '/policy/policies', {}, 600_000);
}

/** A purpose by name. */
export function usePurposeName(): (id: string) => string {
  const purposes = usePolicies()?.purposes;
  return (id) => purposes?.find((one) => one.id === id)?.label ?? id;
}
