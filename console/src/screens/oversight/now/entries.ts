import type { TFunction } from 'i18next';
import type { AuditEntryOut } from '../../../api/generated';

/** An entry of the log; the sentence comes from the API. */
export type Entry = AuditEntryOut & { sentence?: string; operation?: string; operation_name?: string; purpose_name?: string; hash?: string | null };

/** An entry in words: the API's sentence, else who and what. */
export function said(entry: Entry, t: TFunction<'oversight'>): string {
  if (entry.sentence) return entry.sentence;
  const what = t(`admin:act.${entry.what.replaceAll('.', '_')}`, { defaultValue: entry.what });
  return `${entry.actor_name || t('oversight:log.platform')}: ${what}`;
}

/** Operation and purpose, small. */
export function about(entry: Entry, t: TFunction<'oversight'>): string {
  const purpose = entry.purpose_name ?? t(`admin:for.${entry.purpose.replaceAll('.', '_')}`, { defaultValue: '' });
  return [entry.operation_name ?? (entry.operation && t(`operation.${entry.operation}`, { defaultValue: entry.operation })), purpose].filter(Boolean).join(', ');
}

const DECIDED = /^(grant|tool|assessment|rights|breach|retention|case|register|warning)\./;
const LOOKED = /[._](listed|seen|read|counted|searched|exported|asked|used|begun|refreshed)$/;

/** Whether the entry is a decision of somebody's, as against a look. */
export function decides(entry: Entry): boolean {
  return DECIDED.test(entry.what) && !LOOKED.test(entry.what) && entry.operation !== 'consultation';
}

/** Whether it only says that this person looked: drawing this screen writes such lines itself. */
export function looks(entry: Entry, me: string): boolean {
  return entry.actor === `person:${me}` && (entry.operation === 'consultation' || LOOKED.test(entry.what));
}
