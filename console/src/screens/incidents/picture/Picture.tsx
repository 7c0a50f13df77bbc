import { useTranslation } from 'react-i18next';
import type { IncidentDetail } from '../types';
import { RunPanel } from '../../procedures/RunPanel';
import { AlertsHere } from './AlertsHere';
import { EvidenceList } from './EvidenceList';
import { IncidentMap } from './IncidentMap';
import { Related } from './Related';

/** The map, the procedure at work, what may belong here, the alerts, the evidence with its locks. */
export function Picture({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  return (
    <section className="picture" aria-label={t('picture.label')}>
      <IncidentMap incident={incident} />
      <div className="pscroll scroll" tabIndex={0} role="region" aria-label={t('picture.label')}>
        {incident.own && !incident.closed_at && <div className="ev runs"><RunPanel incident={incident.id} /></div>}
        <Related incident={incident} />
        <AlertsHere incident={incident} />
        <EvidenceList incident={incident} />
      </div>
    </section>
  );
}
