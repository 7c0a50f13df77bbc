import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { address, api } from '../../api/client';

interface Way { id: string; name: string; agency: string }

/** Providers of accounts, where an agency has any. */
export function CityAccounts({ to, again }: { to?: string; /** The provider shall ask for a new proof. */ again?: boolean }) {
  const { t } = useTranslation('login');
  const { data = [] } = useQuery({ queryKey: ['oidc'], queryFn: () => api.get<Way[]>('/oidc'), staleTime: 60_000 });
  const several = new Set(data.map((way) => way.agency)).size > 1;
  return data.map((way) => (
    // A proof is asked for in a window of its own: what the person was about to do stays as it is in this one.
    <a key={way.id} className="btn line" target={again ? '_blank' : undefined} rel={again ? 'noreferrer' : undefined} href={address(`/oidc/start/${encodeURIComponent(way.id)}`, { to, again: again ? true : undefined })}>
      {several ? t('accountOf', { name: way.name, agency: way.agency }) : t('account', { name: way.name })}
    </a>
  ));
}
