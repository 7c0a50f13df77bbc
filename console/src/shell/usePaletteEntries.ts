import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMay, useSession } from '../api/session';
import { sensorsQuery, toolsQuery } from '../api/queries';
import type { SearchOut } from '../api/generated/types.gen';
import type { Alert, Page } from '../api/types';
import { ICONS } from '../screens/search/Hit';
import { viewsQuery } from '../screens/search/Views';
import { screensFor } from '../app/screens';
import { THEMES } from '../app/theme';
import { LOCALES } from '../i18n';
import { iconOf } from '../ui';
import { shown } from '../ui/keys';
import { named, type Entry } from './palette-entries';
import { openKeys } from './palette-state';
import { chooseTheme, useLocaleChange } from './preferences';

function useOwn(): Entry[] {
  const { t } = useTranslation('shell');
  const changeLocale = useLocaleChange();
  const permissions = useSession()?.permissions;
  return useMemo(
    () => [
      ...screensFor(permissions).map((screen): Entry => ({
        id: screen.id, name: t(`screens.${screen.id}`), group: 'screens', icon: screen.icon, to: screen.path, keys: shown(`g ${screen.key}`),
      })),
      { id: 'keys', name: t('keys.help'), group: 'commands', icon: 'help', keys: '?', run: openKeys },
      ...THEMES.map((theme): Entry => ({
        id: `theme.${theme}`, name: t('palette.theme', { theme: t(`theme.${theme}`) }), group: 'commands', icon: 'sun', run: () => chooseTheme(theme),
      })),
      ...LOCALES.map((locale): Entry => ({
        id: `locale.${locale.id}`, name: t('palette.language', { language: locale.name }), group: 'commands', icon: 'chat', run: () => changeLocale(locale.id),
      })),
    ],
    // The words change with the language; the acts do not.
    [t, permissions],
  );
}

/** Everything the palette can offer: own screens and commands, tools and sensors from the cache, alerts by search. */
export function useEntries(text: string): Entry[] {
  const { t, i18n } = useTranslation('shell');
  const own = useOwn();
  const wish = useDeferredValue(text.trim());
  const looks = useMay('see_operations');
  const tools = useQuery({ ...toolsQuery(i18n.language), enabled: useMay('see_tools') }).data;
  const sensors = useQuery({ ...sensorsQuery, enabled: looks }).data;
  const alerts = useQuery({
    queryKey: ['alerts', 'search', i18n.language, wish],
    queryFn: ({ signal }) => api.get<Page<Alert>>('/alerts', { state: 'all', q: wish, limit: 6 }, signal),
    enabled: looks && wish.length > 1,
  }).data;
  const found = useQuery({
    queryKey: ['search', 'palette', i18n.language, wish],
    queryFn: ({ signal }) => api.get<SearchOut>('/search', { q: wish, kinds: 'incident,note,task,procedure,guide', limit: 6 }, signal),
    enabled: wish.length > 1,
  }).data;
  const views = useQuery(viewsQuery).data;
  return useMemo(
    () => [
      ...own,
      ...(wish.length > 1 ? [{ id: 'everywhere', name: t('palette.everywhere', { text: wish }), group: 'screens', icon: 'search', to: '/search', search: { q: wish } } satisfies Entry] : []),
      ...(found?.items ?? []).map((hit): Entry => ({
        id: `${hit.kind}.${hit.id}`, name: named(hit), also: `${hit.title} ${hit.snippet} ${wish}`, group: hit.kind === 'alert' ? 'alerts' : hit.kind, icon: ICONS[hit.kind], to: hit.path, search: hit.kind === 'guide' ? { q: wish, ...hit.search } : hit.search,
      })),
      ...(views ?? []).map((view): Entry => ({ id: `view.${view.id}`, name: view.name, group: 'views', icon: 'pin', to: `/${view.screen}`, search: view.query })),
      ...(tools ?? []).map((tool): Entry => ({
        id: `tool.${tool.id}`, name: tool.name, also: tool.id, group: 'tools', icon: iconOf(tool.icon), to: '/tools', search: { tool: tool.id },
      })),
      ...(alerts?.items ?? []).map((alert): Entry => ({
        id: `alert.${alert.id}`, name: `${alert.number} ${alert.kind_title}, ${alert.title}`, also: `${alert.why} ${alert.subject} ${wish}`, group: 'alerts', icon: iconOf(alert.icon), to: '/operations', search: { alert: alert.id },
      })),
      ...(sensors?.ids ?? []).map((id, place): Entry => ({
        id: `sensor.${id}`, name: sensors?.names[place] ?? id, also: `${id} ${sensors?.kinds[place] ?? ''}`, group: 'sensors', icon: 'pin', note: t(`ui:kind.${sensors?.kinds[place]}`, { defaultValue: t('ui:kind.other') }), to: '/operations', search: { sensor: id },
      })),
    ],
    [t, own, tools, alerts, sensors, found, views, wish],
  );
}
