import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SCREEN_GROUPS, screenAt, SCREENS, screensElsewhere, screensFor } from '../app/screens';
import { purposesQuery } from '../api/queries';
import { useSession } from '../api/session';
import { Button, Dialog, Icon, Kbd, useKeys, type KeyBinding } from '../ui';
import { shown } from '../ui/keys';
import { closeFloating, openPurpose, openScreens, useFloating } from './palette-state';

/** A pause after `G` opens the menu; whoever knows the second key never sees it. */
const PAUSE_MS = 450;

/** `G`, then a letter: every screen there is, by what it is for. */
export function AllScreens() {
  const { t, i18n } = useTranslation('shell');
  const go = useNavigate();
  const open = useFloating() === 'screens';
  const path = useLocation({ select: (location) => location.pathname });
  const here = screenAt(path) ?? SCREENS[0];
  const session = useSession();
  const permissions = session?.permissions;
  const screens = screensFor(permissions);
  const purposes = useQuery({ ...purposesQuery(i18n.language), enabled: open }).data ?? [];
  const elsewhere = screensElsewhere(permissions, purposes);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const to = (path: string) => {
    clearTimeout(pause.current);
    closeFloating();
    void go({ to: path });
  };
  useKeys(
    [
      {
        id: 'screens', keys: 'g', group: 'go', label: t('all.title'),
        run: () => {
          clearTimeout(pause.current);
          pause.current = setTimeout(openScreens, PAUSE_MS);
        },
      },
      ...screens.map((screen): KeyBinding => ({
        id: `go.${screen.id}`, keys: `g ${screen.key}`, group: 'go', inDialogs: open,
        label: t('keys.goTo', { screen: t(`screens.${screen.id}`) }),
        run: () => to(screen.path),
      })),
      // With the menu open, the letter alone is enough.
      ...(open
        ? screens.map((screen): KeyBinding => ({
            id: `menu.${screen.id}`, keys: screen.key, group: 'go', hidden: true, inDialogs: true, label: '', run: () => to(screen.path),
          }))
        : []),
    ],
    [t, go, open, permissions],
  );
  return (
    <Dialog open={open} onClose={closeFloating} title={t('all.title')} size={720}>
      <nav className="allscreens" aria-label={t('all.title')}>
        {SCREEN_GROUPS.filter((group) => screens.some((screen) => screen.group === group)).map((group) => (
          <section key={group}>
            <h3>{t(`all.${group}`)}</h3>
            {screens.filter((screen) => screen.group === group).map((screen) => (
              <Link key={screen.id} to={screen.path} data-autofocus={screen === here || undefined} onClick={closeFloating} activeOptions={{ exact: true }} activeProps={{ className: 'on', 'aria-current': 'page' }}>
                <Icon name={screen.icon} size={18} />
                <span>{t(`screens.${screen.id}`)}</span>
                <Kbd keys={shown(screen.key)} />
              </Link>
            ))}
          </section>
        ))}
      </nav>
      {session && elsewhere.length > 0 && (
        <p className="allscreens-else">
          <span className="t2">{t('all.elsewhere', { purpose: session.purpose.label, screens: elsewhere.map((screen) => t(`screens.${screen.id}`)).join(', ') })}</span>
          <Button small icon="key" onClick={() => openPurpose()}>{t('purposes:change')}</Button>
        </p>
      )}
    </Dialog>
  );
}
