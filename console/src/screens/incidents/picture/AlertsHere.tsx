import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { Button, SeverityShape, shapeOf, time } from '../../../ui';
import { LaboratoryOf } from '../../operations/laboratory/LaboratoryOf';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { nameOf } from '../logic/alerts';
import type { IncidentAlert, IncidentDetail } from '../types';

/** The alerts of the incident; each opens in Operations, and can be taken out again. */
export function AlertsHere({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const own = useSession()?.agency.id;
  const path = pathOf(incident.id, 'alerts');
  const takeOut = ({ alert }: IncidentAlert) =>
    void act({
      method: 'POST', path, body: { remove: [alert.id] }, said: t('alerts.takenOut', { number: alert.number }),
      undo: () => void act({ method: 'POST', path, body: { add: [alert.id] } }),
    });
  if (!incident.permissions.parts.includes('alerts')) return <div className="ev"><p className="meta">{t('alerts.notShared', { agency: incident.home.name, count: incident.alerts })}</p></div>;
  const list = [...incident.alert_list].sort((a, b) => Date.parse(b.alert.window_start) - Date.parse(a.alert.window_start));
  return (
    <section className="ev" aria-label={t('alerts.label')}>
      <h3 className="sec">{t('alerts.label')}<span className="end">{list.length}</span></h3>
      {list.length === 0 && <p className="meta">{t('alerts.none')}</p>}
      <ul className="evl">
        {list.map((each) => {
          const mine = each.agency.id === own;
          const { alert } = each;
          return (
            <li key={alert.id}>
              <SeverityShape shape={shapeOf(alert.severity)} size={16} />
              <div>
                {mine ? <Link to="/operations" search={{ alert: alert.id }} className="ttlink">{nameOf(alert)}</Link> : <p>{nameOf(alert)}</p>}
                <p className="meta">{[alert.number, alert.tool_name, time(alert.window_start, true), mine ? null : each.agency.name].filter(Boolean).join(' · ')}</p>
              </div>
              {mine && incident.permissions.write && !incident.closed_at
                ? <Button kind="quiet" small icon="x" aria-label={t('alerts.takeOut', { number: alert.number })} title={t('alerts.takeOut', { number: alert.number })} onClick={() => takeOut(each)} />
                : <span />}
              {mine && <LaboratoryOf alert={alert} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
