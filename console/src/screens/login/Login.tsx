import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/session';
import type { Locale, Session } from '../../api/types';
import { setTheme } from '../../app/theme';
import { LOCALES, setLocale } from '../../i18n';
import { keepLocale } from '../../shell/preferences';
import { Icon } from '../../ui';
import { CityAccounts } from './CityAccounts';
import { CityCard } from './CityCard';
import { SignIn } from './SignIn';

/** Sign-in. */
export function Login() {
  const { t } = useTranslation('login');
  const { to, refused } = useSearch({ from: '/login' });
  const queries = useQueryClient();
  const router = useRouter();
  const go = useNavigate();
  const [stuck, setStuck] = useState(false);
  const [wished, setWished] = useState<Locale | null>(null);
  const done = async (session: Session) => {
    queries.setQueryData(sessionQuery.queryKey, session);
    if (session.person.theme) setTheme(session.person.theme);
    // Who has just chosen a language here means it; whoever sat at this browser before does not count.
    if (wished) {
      const renewed = await keepLocale(wished);
      if (renewed?.person) queries.setQueryData(sessionQuery.queryKey, renewed);
    } else if (LOCALES.some((locale) => locale.id === session.person.locale)) await setLocale(session.person.locale);
    // An address on this console only; anything else would let a link lead away after sign-in.
    if (to?.startsWith('/') && !to.startsWith('//')) router.history.push(to);
    else await go({ to: '/' });
  };
  return (
    <CityCard onLanguage={setWished} foot={<button type="button" className="end-btn" aria-expanded={stuck} onClick={() => setStuck(!stuck)}>{t('cannot')}</button>}>
      <div>
        <h1>{t('deskPlain')}</h1>
        <p className="sub">{t('sub')}</p>
      </div>
      {refused && <p role="alert" className="in"><span className="err">{t('refused', { problem: refused })}</span></p>}
      <SignIn onDone={(session) => void done(session)} />
      <CityAccounts to={to} />
      <ul className="facts">
        <li><Icon name="check" />{t('offline')}</li>
        <li><Icon name="oversight" />{t('logged')}</li>
        {stuck && <li role="status"><Icon name="help" />{t('cannotText')}</li>}
      </ul>
    </CityCard>
  );
}
