import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, SeverityShape, shapeOf } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { nameOf } from '../logic/alerts';
import type { IncidentDetail, Suggestion } from '../types';

const KEPT = 'impetus.incidents.notHere';

function readNo(incident: string): string[] {
  try {
    return (JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Record<string, string[]>)[incident] ?? [];
  } catch {
    return [];
  }
}

/** Alerts that may belong here, each with the reason; the first joins with one key. */
export function Related({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const [no, setNo] = useState(() => readNo(incident.id));
  const list = incident.suggestions.filter((each) => !no.includes(each.alert.id));
  if (!list.length || incident.closed_at) return null;
  const path = pathOf(incident.id, 'alerts');
  const join = ({ alert, group }: Suggestion) =>
    void act({
      method: 'POST', path, body: { add: [alert.id, ...group.filter((id) => id !== alert.id)] }, said: t('related.joined', { number: alert.number }),
      undo: () => void act({ method: 'POST', path, body: { remove: [alert.id, ...group.filter((id) => id !== alert.id)] } }),
    });
  const refuse = (id: string) => {
    const next = [...no, id];
    setNo(next);
    sessionStorage.setItem(KEPT, JSON.stringify({ [incident.id]: next }));
  };
  return (
    <section className="ev" aria-label={t('related.label')}>
      <h3 className="sec">{t('related.label')}<span className="end">{list.length}</span></h3>
      <ul className="evl">
        {list.slice(0, 5).map((each, place) => (
          <li key={each.alert.id}>
            <SeverityShape shape={shapeOf(each.alert.severity)} size={16} />
            <div>
              <p>{nameOf(each.alert)}</p>
              <p className="meta">{each.reason}</p>
            </div>
            <span className="pair">
              <Button small keys={place === 0 ? 'I' : undefined} disabled={!incident.permissions.write} aria-label={t('related.joinOne', { number: each.alert.number })} onClick={() => join(each)}>{t('related.join')}</Button>
              <Button small kind="quiet" aria-label={t('related.noOne', { number: each.alert.number })} onClick={() => refuse(each.alert.id)}>{t('related.no')}</Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
