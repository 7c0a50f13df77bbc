import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../api/types';
import { Button, Icon } from '../../../ui';
import { addressOf, incidentOfQuery } from '../api';
import { askIncident } from './join';

/** The incident of an alert, to go there; where there is none, the button that makes one or puts it into one. */
export function IncidentOf({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation('incidents');
  // An open incident comes with the alert; one that is closed is asked for.
  const closed = useQuery({ ...incidentOfQuery(alert.id, i18n.language), enabled: !alert.incident, retry: false }).data;
  const found = alert.incident ?? closed;
  if (!found) return <Button small icon="incident" aria-label={t('join.key')} title={`${t('join.key')} (I)`} onClick={() => askIncident(alert)} />;
  return (
    <Link to="/incidents" search={{ incident: addressOf(found) }} className="btn sm" title={found.title} aria-label={t('join.open', { number: found.number, title: found.title })}>
      <Icon name="incident" size={14} />{found.number}
    </Link>
  );
}
