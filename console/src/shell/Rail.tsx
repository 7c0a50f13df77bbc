import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SCREENS } from '../app/screens';
import { Icon, useKeys } from '../ui';
import { Account } from './Account';
import { Mark } from './Mark';

/** The screens that exist, each with its icon and word. */
export function Rail() {
  const { t } = useTranslation('shell');
  const go = useNavigate();
  useKeys(
    SCREENS.map((screen) => ({
      id: `go.${screen.id}`,
      keys: `g ${screen.key}`,
      group: 'go',
      label: t('keys.goTo', { screen: t(`screens.${screen.id}`) }),
      run: () => void go({ to: screen.path }),
    })),
    [t, go],
  );
  return (
    <aside className="rail">
      <Link className="mark" to="/operations" aria-label={`IMPETUS, ${t('screens.operations')}`}>
        <Mark />
      </Link>
      <nav aria-label={t('nav')}>
        {SCREENS.map((screen) => (
          <Link key={screen.id} to={screen.path} activeProps={{ className: 'on', 'aria-current': 'page' }} title={t(`screens.${screen.id}`)}>
            <Icon name={screen.icon} size={20} />
            <span className="word">{t(`screens.${screen.id}`)}</span>
          </Link>
        ))}
      </nav>
      <Account />
    </aside>
  );
}
