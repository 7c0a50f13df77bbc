import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { railOf, screenAt, screensFor } from '../app/screens';
import { Icon } from '../ui';
import { Account } from './Account';
import { Mark } from './Mark';
import { openScreens } from './palette-state';
import { useRailCounts } from './useRailCounts';

/** The screens of one's role, each with its icon and word; the rest stands behind the last button. */
export function Rail() {
  const { t } = useTranslation('shell');
  const session = useSession();
  const counts = useRailCounts();
  const here = screenAt(useLocation({ select: (location) => location.pathname }));
  const rail = railOf(session?.person.role, screensFor(session?.permissions));
  const elsewhere = here !== undefined && !rail.includes(here);
  return (
    <aside className="rail">
      <Link className="mark" to="/operations" aria-label={`IMPETUS, ${t('screens.operations')}`}>
        <Mark />
      </Link>
      <nav aria-label={t('nav')}>
        {rail.map((screen) => {
          const name = t(`screens.${screen.id}`);
          const count = counts[screen.id];
          const on = screen === here;
          return (
            <Link key={screen.id} to={screen.path} className={on ? 'on' : undefined} aria-current={on ? 'page' : undefined} title={count?.label ?? name}>
              <Icon name={screen.icon} size={20} />
              <span className="word">{name}</span>
              {count && <span className="count">{count.value}<span className="sr"> {count.label}</span></span>}
            </Link>
          );
        })}
      </nav>
      <button type="button" className={`me more-screens${elsewhere ? ' on' : ''}`} aria-haspopup="dialog" title={t('all.title')} onClick={openScreens}>
        <Icon name="all" size={20} />
        <span className="word">{elsewhere ? t(`screens.${here.id}`) : t('all.title')}</span>
      </button>
      <Account />
    </aside>
  );
}
