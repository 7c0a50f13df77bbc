/** Somebody named in a grant. */
export interface Somebody {
  id: string;
  name: string;
  role?: string;
}

/** Leave to see the original of one masked thing. */
export interface Grant {
  id: string;
  number: string;
  item: { kind: string; id: string; title?: string };
  purpose: { id: string; label: string };
  case: { id: string; reference: string; title: string } | null;
  reason: string;
  minutes: number;
  state: string;
  override: boolean;
  asked_by: Somebody;
  asked_at: string;
  decided_by: Somebody | null;
  decided_at: string | null;
  until: string | null;
  uses: number;
  review_due_at: string | null;
  permissions: { allow: boolean; refuse: boolean; end: boolean; review: boolean };
}

/** What a setting was when it was assessed, and what it is now. */
export interface Difference {
  what: string;
  assessed: string;
  now: string;
  by?: string | null;
  at?: string | null;
}

/** An assessment of a tool, as lists show it. */
export interface Assessment {
  id: string;
  tool: string;
  tool_name: string;
  kind: 'dpia' | 'fria';
  state: string;
  valid_until: string | null;
  stale_since: string | null;
  stops_at: string | null;
  differences: Difference[];
}
