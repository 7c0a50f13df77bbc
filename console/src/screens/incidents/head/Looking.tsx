import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PersonRef } from '../../../api/generated';
import { Avatars, Icon } from '../../../ui';
import { pathOf } from '../api';

/** Who else of the agency has this incident open now. It also says that oneself has, while the page is looked at. */
export function Looking({ incident, me }: { incident: string; me?: string }) {
  const { t } = useTranslation('incidents');
  const { data = [] } = useQuery({
    queryKey: ['incident-looking', incident],
    queryFn: () => api.post<PersonRef[]>(pathOf(incident, 'looking')),
    refetchInterval: 20_000,
    retry: false,
  });
  const others = data.filter((one) => one.id !== me);
  if (others.length === 0) return null;
  return (
    <span className="looking" role="group" aria-label={t('head.looking')} title={t('head.looking')}>
      <Icon name="eye" size={15} />
      <Avatars people={others} />
    </span>
  );
}
