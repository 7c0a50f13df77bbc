import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ResponderLinkOut } from '../../api/generated';
import { Button, moment, toast } from '../../ui';
import css from './Seen.module.css';

/** Links of an alert: whether they were opened, what came back, and an end to each. */
export function SharedLinks({ alert }: { alert: string }) {
  const { t } = useTranslation('responder');
  const queries = useQueryClient();
  const { data = [] } = useQuery({
    queryKey: ['responders', alert], queryFn: () => api.get<ResponderLinkOut[]>('/responders', { alert }), refetchInterval: 5000,
  });
  if (!data.length) return null;
  const end = async (link: ResponderLinkOut) => {
    await api.delete(`/responders/${link.id}`);
    toast(t('ended', { who: link.responder }));
    await queries.invalidateQueries({ queryKey: ['responders', alert] });
  };
  return (
    <section aria-label={t('shared')}>
      <h3 className="sec">{t('shared')}</h3>
      <ul className={css.links}>
        {data.map((link) => {
          const opened = link.events.filter((event) => event.what === 'opened');
          const last = opened.at(-1);
          const over = link.revoked_at !== null || Date.parse(link.expires_at) < Date.now();
          const said = [
            link.status && t(`status.${link.status}`),
            opened.length ? t('opened', { count: opened.length }) : t('not'),
            last && `${moment(last.at)} ${last.address}`,
            over ? t('over') : t('until', { at: moment(link.expires_at) }),
          ];
          return (
            <li key={link.id}>
              <div><b>{link.responder}</b><span className="meta">{said.filter(Boolean).join(' · ')}</span></div>
              {!over && <Button small onClick={() => void end(link)}>{t('end')}</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
