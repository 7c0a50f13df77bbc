import { ApiError } from '../api/client';

/** The API's refusals by dotted field: `details.fields` where it names several, else its one `field`. */
export function faultsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const faults: Record<string, string> = {};
  const several = (error.details as { fields?: unknown } | null)?.fields;
  if (Array.isArray(several)) {
    for (const each of several as { field?: string | null; problem?: string }[]) {
      if (each.field && each.problem) faults[each.field] = each.problem;
    }
  }
  if (error.field && !faults[error.field]) faults[error.field] = error.problem ?? '';
  return faults;
}
