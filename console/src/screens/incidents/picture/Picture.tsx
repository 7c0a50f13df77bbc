import { useTranslation } from 'react-i18next';
import type { IncidentDetail } from '../types';
import { AlertsHere } from './AlertsHere';
import { EvidenceList } from './EvidenceList';
import { IncidentMap } from './IncidentMap';
import { Related } from './Related';

/** The map, what may belong here, the alerts, the evidence with its locks. */
export function Picture({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  return (
    <section className="picture" aria-label={t('picture.label')}>
      <IncidentMap incident={incident} />
      <div className="pscroll scroll" tabIndex={0} role="region" aria-label={t('picture.label')}>
        <Related incident={incident} />
        <AlertsHere incident={incident} />
        <EvidenceList incident={incident} />
      </div>
    </section>
  );
}
