import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useCityNow } from '../../../api/status';
import { Masked } from '../../../grants/Masked';
import { Icon } from '../../../ui';
import type { IncidentDetail } from '../types';
import { useThere } from '../useThere';

/** Every agency that takes part, with how far its own part has come. */
export function Agencies({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const own = useSession()?.agency.id;
  const now = useCityNow();
  const there = useThere(incident);
  if (incident.agencies.length < 2) return null;
  return (
    <ul className="agencies" aria-label={t('head.agencies')}>
      {incident.agencies.map((sub) => (
        <li key={sub.id} className={`chip o${sub.closed ? ' shut' : ''}`} title={sub.closed ? sub.close_reason : undefined}>
          {sub.closed && <Icon name="check" size={13} />}
          <b>{sub.id === own ? t('head.us', { agency: sub.name }) : sub.name}</b>
          <span>{sub.closed ? t('stage.closed') : t(`stage.${sub.stage}`)}</span>
          {there(sub.id, now) && <time>· {t('head.there', { time: there(sub.id, now) })}</time>}
        </li>
      ))}
    </ul>
  );
}

/** Why one's own agency closed its part. */
export function ClosedWhy({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const own = useSession()?.agency.id;
  const sub = incident.agencies.find((each) => each.id === own);
  if (!sub?.closed || !sub.close_reason) return null;
  return <p className="t2">{t('head.closedWhy', { reason: sub.close_reason })}{sub.close_masked && <> <Masked kind="incident_close" id={incident.id} /></>}</p>;
}
