import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** The tabs of Oversight, in their order. */
export const ORDER = ['now', 'assessments', 'grants', 'audit', 'record', 'register', 'requests', 'breaches', 'statistics', 'policies', 'deletion'] as const;
export type TabId = (typeof ORDER)[number];

export interface OversightTab {
  id: TabId;
  Page: LazyExoticComponent<ComponentType>;
}

const FOUND = import.meta.glob<{ default: ComponentType }>('./*/index.tsx');

/** A tab is a folder of its name with an `index.tsx` that exports its page as default; one without a folder is not shown. */
export const TABS: OversightTab[] = ORDER.flatMap((id) => {
  const load = FOUND[`./${id}/index.tsx`];
  return load ? [{ id, Page: lazy(load) }] : [];
});

/** The tab of an address; an unknown one is the first. */
export function tabOf(wish: string | undefined, tabs: OversightTab[] = TABS): OversightTab {
  return tabs.find((tab) => tab.id === wish) ?? (tabs[0] as OversightTab);
}
