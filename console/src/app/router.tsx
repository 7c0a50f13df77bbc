import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { markPosition } from '../api/events';
import { sessionQuery } from '../api/session';
import { part } from './part';
import { railOf, screensFor } from './screens';
import { Missing, Root, ScreenError } from '../shell/Root';
import { Shell } from '../shell/Shell';

export interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Root, notFoundComponent: Missing });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { to?: string; refused?: string } => ({
    ...(typeof search.to === 'string' ? { to: search.to } : {}), ...(typeof search.refused === 'string' ? { refused: search.refused } : {}),
  }),
  component: part(() => import('../screens/login/Login'), 'Login'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): { token?: string } => (search.token === undefined ? {} : { token: String(search.token) }),
  component: part(() => import('../screens/setup/Setup'), 'Setup'),
});

/** A window that proved again who somebody is. */
const proven = createRoute({
  getParentRoute: () => root,
  path: '/proven',
  component: part(() => import('../screens/login/Proven'), 'Proven'),
});

/** The citizens' register: open to everybody. */
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: (search: Record<string, unknown>): { agency?: string } => (typeof search.agency === 'string' ? { agency: search.agency } : {}),
  component: part(() => import('../screens/register/RegisterPage'), 'RegisterPage'),
});

/** Everything behind the login: the shell with its rail and top bar. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/login', search: location.pathname === '/' ? {} : { to: location.href } });
    await markPosition();
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: async ({ context }) => {
    // The first screen of one's rail: an officer's is not the operator's.
    const session = await context.queries.ensureQueryData(sessionQuery);
    throw redirect({ to: railOf(session?.person.role, screensFor(session?.permissions))[0]?.path ?? '/operations' });
  },
});

/** What a screen keeps in its address, all of it optional text: `?alert=…`, `?incident=I-12`, `?tool=…`, `?source=…`, `?sensor=…`. */
export interface ScreenSearch {
  alert?: string;
  sensor?: string;
  tool?: string;
  source?: string;
  incident?: string;
  [more: string]: string | undefined;
}

function searchOf(search: Record<string, unknown>): ScreenSearch {
  const kept: ScreenSearch = {};
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null) kept[name] = String(value);
  return kept;
}

const screen = { getParentRoute: () => shell, validateSearch: searchOf };

const operations = createRoute({
  ...screen, path: '/operations', component: part(() => import('../screens/operations/Operations'), 'Operations'),
});
const incidents = createRoute({
  ...screen, path: '/incidents', component: part(() => import('../screens/incidents/Incidents'), 'Incidents'),
});
const incidentRules = createRoute({
  ...screen, path: '/admin/incidents', component: part(() => import('../screens/incidents/settings/Settings'), 'IncidentSettings'),
});
const procedures = createRoute({
  ...screen, path: '/procedures', component: part(() => import('../screens/procedures/Procedures'), 'Procedures'),
});
const tools = createRoute({
  ...screen, path: '/tools', component: part(() => import('../screens/tools/Tools'), 'Tools'),
});
const sources = createRoute({
  ...screen, path: '/sources', component: part(() => import('../screens/sources/Sources'), 'Sources'),
});
const admin = createRoute({
  ...screen, path: '/admin', component: part(() => import('../screens/admin/AuditLog'), 'AuditLog'),
});

const search = createRoute({
  ...screen, path: '/search', component: part(() => import('../screens/search/Search'), 'Search'),
});
const triage = createRoute({
  ...screen, path: '/admin/triage', component: part(() => import('../screens/admin/triage/Triage'), 'Triage'),
});

const channels = createRoute({
  ...screen, path: '/admin/channels', component: part(() => import('../screens/admin/channels/Channels'), 'Channels'),
});
const warnings = createRoute({
  ...screen, path: '/warnings', component: part(() => import('../screens/warnings/Warnings'), 'Warnings'),
});

const evacuation = createRoute({
  ...screen, path: '/evacuation', component: part(() => import('../screens/evacuation/Evacuation'), 'Evacuation'),
});

const handover = createRoute({
  ...screen, path: '/handover', component: part(() => import('../screens/handover/Handover'), 'Handover'),
});
const figures = createRoute({
  ...screen, path: '/figures', component: part(() => import('../screens/figures/Figures'), 'Figures'),
});

const oversight = createRoute({
  ...screen, path: '/oversight', component: part(() => import('../screens/oversight/Oversight'), 'Oversight'),
});

const people = createRoute({
  ...screen, path: '/admin/people', component: part(() => import('../screens/admin/people/People'), 'People'),
});
const account = createRoute({
  ...screen, path: '/account', component: part(() => import('../screens/account/Account'), 'Account'),
});

const tree = root.addChildren([login, proven, setup, register, shell.addChildren([home, people, account, search, triage, operations, procedures, incidents, incidentRules, tools, sources, admin, channels, warnings, evacuation, handover, figures, oversight])]);

/** The router; `queries` is given to every route's loader. */
export function makeRouter(queries: QueryClient) {
  return createRouter({ routeTree: tree, context: { queries }, defaultPreload: 'intent', defaultErrorComponent: ScreenError });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
