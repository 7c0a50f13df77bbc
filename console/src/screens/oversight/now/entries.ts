import type { TFunction } from 'i18next';
import type { AuditEntryOut } from '../../../api/generated';

/** An entry of the log; the sentence comes from the API. */
export type Entry = AuditEntryOut & { sentence?: string; operation?: string; hash?: string };

/** An entry in words: the API's sentence, else who and what. */
export function said(entry: Entry, t: TFunction<'oversight'>): string {
  if (entry.sentence) return entry.sentence;
  const what = t(`admin:act.${entry.what.replaceAll('.', '_')}`, { defaultValue: entry.what });
  return `${entry.actor_name || t('oversight:log.platform')}: ${what}`;
}

/** Operation and purpose, small. */
export function about(entry: Entry, t: TFunction<'oversight'>): string {
  const purpose = t(`admin:for.${entry.purpose.replaceAll('.', '_')}`, { defaultValue: '' });
  return [entry.operation && t(`operation.${entry.operation}`, { defaultValue: entry.operation }), purpose].filter(Boolean).join(', ');
}

/** Acts that decide something, as against looks. */
export function decides(entry: Entry): boolean {
  return entry.operation === undefined || ['alteration', 'disclosure', 'erasure'].includes(entry.operation);
}
