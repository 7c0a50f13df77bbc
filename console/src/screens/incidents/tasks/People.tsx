import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { Avatar, Button } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { ownSub } from '../logic/stages';
import type { IncidentDetail } from '../types';

/** Who works on it: by name where an agency shares its people, else the agency alone. */
export function People({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const session = useSession();
  const me = session?.person.id;
  const named = incident.people.filter((who) => who.id && who.name);
  const owners = new Set(incident.agencies.flatMap((sub) => (sub.owner?.id ? [sub.owner.id] : [])));
  const mine = ownSub(incident, session?.agency.id);
  const leads = mine?.owner?.id === me;
  const silent = incident.agencies.filter((sub) => !named.some((who) => who.agency.id === sub.id));
  const lead = () =>
    void act({ method: 'PATCH', path: pathOf(incident.id), body: { version: incident.version, owner: me }, said: t('people.leadSaid') });
  return (
    <section className="ag people" aria-label={t('people.label')}>
      <div className="h">
        <h3>{t('people.label')}</h3>
        <span className="end">
          {mine?.id === session?.agency.id && !leads && !incident.closed_at && incident.permissions.write
            ? <Button small kind="quiet" onClick={lead}>{t('people.lead')}</Button>
            : t('people.count', { count: named.length })}
        </span>
      </div>
      <ul>
        {named.map((who) => (
          <li key={who.id} className="who">
            <Avatar small initials={who.initials ?? ''} name={who.name ?? ''} />
            <span>
              {who.id === me ? t('people.you') : who.name}
              <span className="t3"> {[who.agency.id === session?.agency.id ? null : who.agency.name, owners.has(who.id ?? '') ? t('people.leads') : null].filter(Boolean).join(', ')}</span>
            </span>
          </li>
        ))}
        {silent.map((sub) => (
          <li key={sub.id} className="who">
            <span className="av s" aria-hidden="true">·</span>
            <span>{sub.name}<span className="t3"> {t('people.unnamed')}</span></span>
          </li>
        ))}
      </ul>
    </section>
  );
}
