import { Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { sessionQuery, useSession } from '../api/session';
import { LOCALES } from '../i18n';
import { boardQuery } from '../screens/handover/api';
import { Icon } from '../ui';
import { MenuLabel } from './MenuLabel';
import { useLocaleChange } from './preferences';

/** Who is signed in; language and sign-out. */
export function Account() {
  const { t, i18n } = useTranslation('shell');
  const session = useSession();
  const queries = useQueryClient();
  const go = useNavigate();
  const changeLocale = useLocaleChange();
  const { data: board } = useQuery({ ...boardQuery, enabled: session?.permissions.includes('see_shifts') ?? false });
  if (!session) return null;
  const { person } = session;
  const leave = async () => {
    await api.delete('/session').catch(() => undefined);
    // The screen goes before its data: cleared under it, every part of it would ask again and be refused.
    queries.setQueryData(sessionQuery.queryKey, null);
    await go({ to: '/login' });
    queries.clear();
  };
  return (
    <div className="rail-end">
      <Menu position="right-end" withinPortal={false} width={230}>
        <Menu.Target>
          <button type="button" className="me" aria-label={t('me.menu', { name: person.name })}>
            <span className="av" aria-hidden="true">{person.initials}</span>
            <span className="word">{board && !board.mine ? t('handover:offDuty') : t('me.onDuty')}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className="menu-head" aria-hidden="true">
            <b>{person.name}</b>
            <span className="meta">{t('me.signedAs', { login: person.login, role: t(`role.${person.role}`, { defaultValue: person.role }) })}</span>
          </div>
          <Menu.Divider />
          <MenuLabel>{t('me.language')}</MenuLabel>
          {LOCALES.map((locale) => (
            <Menu.Item
              key={locale.id}
              lang={locale.id}
              leftSection={i18n.language === locale.id ? <Icon name="check" size={15} /> : <span className="no-icon" />}
              onClick={() => changeLocale(locale.id)}
            >
              {locale.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="key" size={15} />} onClick={() => void go({ to: '/account' })}>{t('me.account')}</Menu.Item>
          <Menu.Item leftSection={<Icon name="leave" size={15} />} onClick={() => void leave()}>
            {t('me.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
