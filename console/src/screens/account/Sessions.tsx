import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { Button, Chip, Icon, Loading, moment, Problem, toast } from '../../ui';
import { deviceName } from './device';
import css from './Account.module.css';

interface Open { id: string; device: string; address: string; how: string; created_at: string; seen_at: string; this: boolean }

/** Where one is signed in, with an end to each. */
export function Sessions() {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['me', 'sessions'], queryFn: () => api.get<Open[]>('/me/sessions') });
  const end = async (path: string) => {
    await api.delete(path);
    toast(t('ended'));
    await queries.invalidateQueries({ queryKey: ['me', 'sessions'] });
  };
  return (
    <section className={css.part} aria-label={t('sessions')}>
      <h2>{t('sessions')}</h2>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      <ul className={css.list}>
        {data?.map((one) => (
          <li key={one.id}>
            <Icon name="eye" size={18} />
            <div>
              <b>{deviceName(one.device) || t('unknown')} {one.this && <Chip>{t('this')}</Chip>}</b>
              <span className="meta">{[one.address && t('from', { address: one.address }), t('seen', { at: moment(one.seen_at) })].filter(Boolean).join(' · ')}</span>
            </div>
            {!one.this && <Button small onClick={() => void end(`/me/sessions/${one.id}`)}>{t('end')}</Button>}
          </li>
        ))}
      </ul>
      {data && data.length > 1 && <div className={css.acts}><Button onClick={() => void end('/me/sessions')}>{t('endOthers')}</Button></div>}
    </section>
  );
}
