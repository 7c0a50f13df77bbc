import type { IconName } from '../ui/icons';

/** A screen that exists. The rail, the palette and the `G` keys are made from this list. */
export interface Screen {
  /** Its name in `shell:screens.<id>`. */
  id: string;
  path: string;
  icon: IconName;
  /** `G`, then this key. */
  key: string;
  /** Stands at the rail's foot, apart from the daily ones. */
  end?: boolean;
}

export const SCREENS: Screen[] = [
  { id: 'operations', path: '/operations', icon: 'ops', key: 'o' },
  { id: 'tools', path: '/tools', icon: 'tools', key: 't' },
  { id: 'sources', path: '/sources', icon: 'sources', key: 's' },
  { id: 'admin', path: '/admin', icon: 'doc', key: 'a' },
];
