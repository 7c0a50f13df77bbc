import type { ComponentType } from 'react';
import { part } from '../../app/part';

/** The tabs of Oversight, in their order. */
export const ORDER = ['now', 'assessments', 'grants', 'audit', 'record', 'register', 'requests', 'breaches', 'statistics', 'policies', 'deletion'] as const;
export type TabId = (typeof ORDER)[number];

export interface OversightTab {
  id: TabId;
  /** Where the declared purpose does not give this permission the tab is not shown. */
  needs?: string;
  Page: ComponentType;
}

/** What a tab asks for beyond seeing Oversight at all. */
const NEEDS: Partial<Record<TabId, string>> = { audit: 'see_audit', register: 'see_register_preview', requests: 'see_requests' };

const FOUND = import.meta.glob<{ default: ComponentType }>('./*/index.tsx');

/** A tab is a folder of its name with an `index.tsx` that exports its page as default; one without a folder is not shown. */
export const TABS: OversightTab[] = ORDER.flatMap((id) => {
  const load = FOUND[`./${id}/index.tsx`];
  return load ? [{ id, needs: NEEDS[id], Page: part(load, 'default') }] : [];
});

/** The tabs of somebody with these permissions. */
export function tabsFor(permissions: readonly string[] | undefined): OversightTab[] {
  return TABS.filter((tab) => !tab.needs || permissions?.includes(tab.needs));
}

/** The tab of an address; an unknown one is the first. */
export function tabOf(wish: string | undefined, tabs: OversightTab[] = TABS): OversightTab {
  return tabs.find((tab) => tab.id === wish) ?? (tabs[0] as OversightTab);
}
