import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui';
import { useDeeds } from '../acts';
import { partnersQuery, pathOf } from '../api';
import type { IncidentDetail } from '../types';

/** Other installations: sharing the incident's public form with one, and ending it. */
export function Installations({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const partners = (useQuery({ ...partnersQuery, retry: false }).data ?? []).filter((each) => each.enabled);
  if (!partners.length || !incident.own) return null;
  const share = (partner: string, name: string) => void act({ method: 'POST', path: pathOf(incident.id, 'partners'), body: { partner }, said: t('share.said', { agency: name }) });
  const end = (partner: string, name: string) => void act({ method: 'DELETE', path: pathOf(incident.id, 'partners', partner), said: t('share.revoked', { agency: name }) });
  return (
    <section aria-label={t('share.elsewhere')}>
      <h3 className="sec">{t('share.elsewhere')}</h3>
      <ul className="sharelist">
        {partners.map((each) => {
          const on = incident.federated.includes(each.name);
          return (
            <li key={each.id}>
              <div><b>{each.name}</b><p className="meta">{on ? t('share.elsewhereOn') : t('share.elsewhereOff')}</p></div>
              <Button small kind={on ? 'line' : 'plain'} onClick={() => (on ? end(each.id, each.name) : share(each.id, each.name))}>{on ? t('share.revoke') : t('share.do')}</Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
