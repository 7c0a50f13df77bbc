import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { RegisterOut } from '../../api/generated';
import { LOCALES, setLocale } from '../../i18n';
import { Loading, Problem } from '../../ui';
import { PublicRegister } from './PublicRegister';
import css from './Register.module.css';

/** The citizens' register for everybody: no login, no shell. */
export function RegisterPage() {
  const { t, i18n } = useTranslation('register');
  const { agency } = useSearch({ from: '/register' });
  const go = useNavigate();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['register', agency ?? '', i18n.language], refetchInterval: 60_000,
    queryFn: ({ signal }) => api.get<RegisterOut>('/register', { agency, locale: i18n.language }, signal),
  });
  return (
    <main className={css.page}>
      <nav className={css.bar} aria-label={t('public.language')}>
        {data && data.agencies.length > 1 && (
          <label>{t('public.agency')}
            <select value={data.agency.id} onChange={(event) => void go({ to: '/register', search: { agency: event.currentTarget.value } })}>
              {data.agencies.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </label>
        )}
        <div className="tabs" role="group" aria-label={t('public.language')}>
          {LOCALES.map((one) => <button key={one.id} type="button" lang={one.id} aria-pressed={i18n.language === one.id} className={i18n.language === one.id ? 'on' : undefined} onClick={() => void setLocale(one.id)}>{one.name}</button>)}
        </div>
      </nav>
      {isPending && <Loading>{t('public.loading')}</Loading>}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data && <PublicRegister register={data} />}
    </main>
  );
}
