import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EvidenceView, ICON_OF } from '../../../evidence';
import type { EvidenceContext } from '../../../evidence/types';
import { Icon, Tabs } from '../../../ui';
import type { AlertDetail } from '../logic/types';
import { sensors } from '../stores';
import { Normal } from './Normal';

/** Evidence, one tab a piece; the key E goes on to the next. */
export function EvidenceBlock({ alert, at, onAt }: { alert: AlertDetail; at: number; onAt: (at: number) => void }) {
  const { t } = useTranslation('evidence');
  const chosen = Math.min(at, alert.evidence.length - 1);
  const context = useMemo<EvidenceContext>(
    () => ({ severity: alert.severity, sensor: (id) => sensors.byId(id) }),
    [alert.severity],
  );
  const evidence = alert.evidence[chosen]!;
  // Two pieces of one kind are told apart by their titles.
  const kinds = alert.evidence.map((one) => one.type);
  const tabs = alert.evidence.map((one, place) => ({
    id: String(place),
    label: (
      <>
        <Icon name={ICON_OF[one.type] ?? 'doc'} size={15} />
        {kinds.filter((kind) => kind === one.type).length > 1 ? one.title : t(`kind.${one.type}`)}
      </>
    ),
  }));
  return (
    <div className="block ev">
      <div className="sec">
        <h3>{t('title')}</h3>
        <span className="end">
          <Tabs name="evidence" label={t('title')} tabs={tabs} value={String(chosen)} onChange={(id) => onAt(Number(id))} />
        </span>
      </div>
      <div id="evidence-panel" role="tabpanel" aria-labelledby={`evidence-${chosen}`} className={`evbox ${evidence.type}`}>
        <EvidenceView evidence={evidence} context={context} />
        {evidence.type === 'series' && <Normal key={`${alert.id} ${chosen}`} tool={alert.tool} evidence={evidence} />}
      </div>
    </div>
  );
}
