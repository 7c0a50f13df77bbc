/* How an alert is called in one line. */

import type { Alert } from '../types';

/** Where it is and what it is: "Rautatientori: crowd surge". A title that says the kind already stays as it is. */
export function nameOf(alert: Pick<Alert, 'title' | 'kind_title'>): string {
  const { title, kind_title: kind } = alert;
  if (!kind || title.toLowerCase().includes(kind.toLowerCase())) return title;
  // Only a word is made small: an abbreviation keeps its capitals.
  const small = /^\p{Lu}\p{Ll}/u.test(kind) ? kind.charAt(0).toLowerCase() + kind.slice(1) : kind;
  return `${title}: ${small}`;
}
