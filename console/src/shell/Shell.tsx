import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { screenAt } from '../app/screens';
import { AllScreens } from './AllScreens';
import { CriticalStrip } from './CriticalStrip';
import { CutOffStrip } from './CutOffStrip';
import { Expired } from './Expired';
import { KeysHelp } from './KeysHelp';
import { NotHere } from './NotHere';
import { Palette } from './Palette';
import { ProgressStrip } from './ProgressStrip';
import { useAccountChoices } from './preferences';
import { Rail } from './Rail';
import { Confirm } from './Confirm';
import { StepUp } from './StepUp';
import { TopBar } from './TopBar';
import { useLive } from './live';
import { useMentions } from '../screens/incidents/useMentions';
import { useSkips } from '../screens/procedures/useSkips';

/** Rail, top bar, strips, and the screen in the middle. */
export function Shell() {
  const { t } = useTranslation('shell');
  const path = useLocation({ select: (location) => location.pathname });
  useLive();
  useMentions();
  useSkips();
    const session = useSession();
  useAccountChoices(session);
  const screen = screenAt(path);
  const refused = session !== undefined && screen?.needs !== undefined && !session.permissions.includes(screen.needs);
  useEffect(() => {
    document.title = screen ? `${t(`screens.${screen.id}`)} · IMPETUS` : 'IMPETUS';
  }, [screen, t]);
  return (
    <div className="app">
      <a className="skip" href="#main">{t('skip')}</a>
      <Rail />
      <TopBar />
      <div className="middle">
        <CutOffStrip />
        <CriticalStrip />
        <ProgressStrip />
        <main id="main" tabIndex={-1}>
          {refused ? <NotHere screen={screen} /> : <Outlet />}
        </main>
      </div>
      <Palette />
      <KeysHelp />
      <AllScreens />
      <Expired />
      <StepUp />
      <Confirm />
    </div>
  );
}
