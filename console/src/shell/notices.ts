/* Where a notice leads, and how many were not read. */

import type { NoticeOut } from '../api/generated';

/** The address that a notice is about; null where it is about none, as a test is. */
export function targetOf(notice: Pick<NoticeOut, 'about' | 'subject'>): string | null {
  if (!notice.subject) return null;
  if (notice.about === 'alert') return `/operations?alert=${encodeURIComponent(notice.subject)}`;
  if (notice.about === 'incident') return `/incidents?incident=${encodeURIComponent(notice.subject)}`;
  return null;
}

/** How many of these were not read. */
export function unreadOf(notices: readonly Pick<NoticeOut, 'seen'>[]): number {
  return notices.filter((one) => !one.seen).length;
}
