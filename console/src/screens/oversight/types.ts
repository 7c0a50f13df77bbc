/** Somebody named in a grant. */
export interface Somebody {
  id: string;
  name: string;
}

/** Leave to see the original of one masked thing, as GET /api/grants tells it. */
export interface Grant {
  id: string;
  number: string;
  kind: string;
  item: string;
  /** The number of the incident or alert it belongs to. */
  about: string;
  categories: string[];
  purpose: string;
  case_reference: string;
  reason: string;
  minutes: number;
  state: string;
  override: boolean;
  asked_by: Somebody;
  asked_at: string;
  expires_at: string | null;
  uses: number;
  review_due_at: string | null;
  mine: boolean;
  may_decide: boolean;
  may_review: boolean;
  may_end: boolean;
}

/** What a setting was when it was assessed, and what it is now. */
export interface Difference {
  label: string;
  was: string;
  now: string;
  by?: string | null;
  at?: string | null;
}

/** How a tool stands with its assessment, as GET /api/assessments tells it. */
export interface Assessment {
  subject: string;
  name: string;
  needs: unknown;
  state: 'valid' | 'stale' | 'expired' | 'missing' | 'not_needed' | 'draft';
  demonstration: boolean;
  valid_until: string | null;
  stale_since: string | null;
  stops_at: string | null;
  differences: Difference[];
}
