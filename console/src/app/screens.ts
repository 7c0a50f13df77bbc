import type { IconName } from '../ui/icons';

/** Where a screen stands in the menu of all screens. */
export type ScreenGroup = 'desk' | 'plan' | 'review' | 'admin';

/** A screen that exists. The rail, the menu of all screens, the palette and the `G` keys are made from this list. */
export interface Screen {
  /** Its name in `shell:screens.<id>`. */
  id: string;
  path: string;
  icon: IconName;
  /** `G`, then this key. */
  key: string;
  group: ScreenGroup;
  /** Where the declared purpose does not give this permission the screen is not offered, and says so at its address. */
  needs?: string;
}

/** Every screen, in the order of the menu. A new one is a line here, a route in router.tsx and its name in shell.*.json. */
export const SCREENS: Screen[] = [
  { id: 'operations', path: '/operations', icon: 'ops', key: 'o', group: 'desk', needs: 'see_operations' },
  { id: 'incidents', path: '/incidents', icon: 'incident', key: 'i', group: 'desk', needs: 'see_incidents' },
  { id: 'warnings', path: '/warnings', icon: 'horn', key: 'w', group: 'desk', needs: 'see_operations' },
  { id: 'evacuation', path: '/evacuation', icon: 'evac', key: 'x', group: 'plan', needs: 'see_tools' },
  { id: 'procedures', path: '/procedures', icon: 'split', key: 'p', group: 'plan', needs: 'see_procedures' },
  { id: 'handover', path: '/handover', icon: 'handover', key: 'h', group: 'desk', needs: 'see_shifts' },
  { id: 'figures', path: '/figures', icon: 'chart', key: 'f', group: 'review', needs: 'see_figures' },
  { id: 'oversight', path: '/oversight', icon: 'oversight', key: 'v', group: 'review', needs: 'see_oversight' },
  { id: 'tools', path: '/tools', icon: 'tools', key: 't', group: 'review', needs: 'see_tools' },
  { id: 'sources', path: '/sources', icon: 'sources', key: 's', group: 'admin', needs: 'see_sources' },
  { id: 'search', path: '/search', icon: 'search', key: 'l', group: 'desk' },
  { id: 'triage', path: '/admin/triage', icon: 'filter', key: 'y', group: 'admin', needs: 'see_operations' },
  { id: 'channels', path: '/admin/channels', icon: 'mail', key: 'c', group: 'admin', needs: 'see_channels' },
  { id: 'incident_rules', path: '/admin/incidents', icon: 'flag', key: 'd', group: 'admin', needs: 'see_incidents' },
  { id: 'people', path: '/admin/people', icon: 'people', key: 'e', group: 'admin', needs: 'manage_people' },
  { id: 'admin', path: '/admin', icon: 'doc', key: 'a', group: 'admin', needs: 'see_audit' },
];

export const SCREEN_GROUPS: ScreenGroup[] = ['desk', 'plan', 'review', 'admin'];

/** The rail holds this many at most; the rest is one key away (`G`). */
export const RAIL_MOST = 7;

/** Whose work needs what at hand, best first. Screens that do not exist are passed over. */
const RAILS: Record<string, string[]> = {
  operator: ['operations', 'incidents', 'evacuation', 'tools', 'handover', 'procedures', 'guides'],
  supervisor: ['operations', 'incidents', 'handover', 'procedures', 'warnings', 'tools', 'figures'],
  analyst: ['operations', 'incidents', 'investigations', 'tools', 'sources', 'handover', 'guides'],
  it_security: ['operations', 'incidents', 'cyber', 'tools', 'sources', 'handover', 'guides'],
  field_responder: ['operations', 'incidents', 'procedures', 'guides'],
  data_protection_officer: ['oversight', 'tools', 'incidents', 'register', 'figures', 'admin', 'guides'],
  ethics_officer: ['oversight', 'tools', 'incidents', 'register', 'figures', 'admin', 'guides'],
  advisor: ['oversight', 'tools', 'guides'],
  trainer: ['operations', 'incidents', 'exercises', 'procedures', 'tools', 'handover', 'guides'],
  administrator: ['operations', 'incidents', 'handover', 'procedures', 'tools', 'sources', 'admin'],
  observer: ['operations', 'incidents', 'tools', 'figures', 'guides'],
};

/** The screens of somebody with these permissions. */
export function screensFor(permissions: readonly string[] | undefined, screens: Screen[] = SCREENS): Screen[] {
  return screens.filter((screen) => !screen.needs || permissions?.includes(screen.needs));
}

/** The screens that another purpose of the same person opens and this one does not. */
export function screensElsewhere(permissions: readonly string[] | undefined, purposes: readonly { allows: readonly string[] }[], screens: Screen[] = SCREENS): Screen[] {
  const open = screensFor(permissions, screens);
  return screens.filter((screen) => !open.includes(screen) && purposes.some((purpose) => purpose.allows.includes(screen.needs ?? '')));
}

/** What stands in the rail of a role: at most seven screens. */
export function railOf(role: string | undefined, screens: Screen[] = SCREENS): Screen[] {
  const wanted = RAILS[role ?? ''] ?? RAILS.operator ?? [];
  const found = wanted.flatMap((id) => screens.filter((screen) => screen.id === id));
  // A platform with few screens has room for all of them.
  const rest = screens.length <= RAIL_MOST ? screens.filter((screen) => !found.includes(screen)) : [];
  return [...found, ...rest].slice(0, RAIL_MOST);
}

/** The screen at a path: the one whose own path is the longest beginning of it. */
export function screenAt(path: string, screens: Screen[] = SCREENS): Screen | undefined {
  return screens
    .filter((screen) => path === screen.path || path.startsWith(`${screen.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
