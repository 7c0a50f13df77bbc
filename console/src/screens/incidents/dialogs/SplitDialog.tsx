import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, SeverityShape, shapeOf, time } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, pathOf, timelineQuery } from '../api';
import { ordered } from '../logic/timeline';
import { nameOf } from '../logic/alerts';
import type { Incident, IncidentDetail } from '../types';

/** Taking a part out into an incident of its own: which alerts and entries, under what title. */
export function SplitDialog({ incident, onClose }: { incident: IncidentDetail; onClose: () => void }) {
  const { t, i18n } = useTranslation('incidents');
  const act = useDeeds();
  const go = useNavigate();
  const [title, setTitle] = useState('');
  const [alerts, setAlerts] = useState<string[]>([]);
  const [entries, setEntries] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const timeline = useInfiniteQuery(timelineQuery(incident.id, i18n.language));
  const written = ordered(timeline.data?.pages.flatMap((page) => page.items) ?? []).filter((entry) => !entry.system);
  const flip = (list: string[], id: string) => (list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);
  const any = alerts.length + entries.length > 0;
  const ready = title.trim() !== '' && any;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    const outcome = await act<Incident>({ method: 'POST', path: pathOf(incident.id, 'split'), body: { title: title.trim(), alerts, entries, reason: reason.trim() }, said: t('split.said', { title: title.trim() }) });
    setBusy(false);
    if (outcome.state === 'failed') return;
    onClose();
    if (outcome.state === 'done') void go({ to: '/incidents', search: { incident: addressOf(outcome.answer) } });
  };
  return (
    <Dialog open onClose={onClose} title={t('split.title', { number: incident.number })} size={640}>
      <form className="dlg" onSubmit={(event) => void send(event)}>
        <label className="fld"><span>{t('split.name')}</span><input autoFocus data-autofocus maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} /></label>
        <fieldset className="picks rows scroll"><legend>{t('split.alerts')}</legend>
          {incident.alert_list.length === 0 && <p className="meta">{t('alerts.none')}</p>}
          {incident.alert_list.map(({ alert }) => (
            <label key={alert.id} className={`pick${alerts.includes(alert.id) ? ' on' : ''}`}>
              <input type="checkbox" checked={alerts.includes(alert.id)} onChange={() => setAlerts((now) => flip(now, alert.id))} />
              <SeverityShape shape={shapeOf(alert.severity)} size={16} />
              <span><b>{nameOf(alert)}</b><span className="meta">{alert.number} · {time(alert.window_start, true)}</span></span>
            </label>
          ))}
        </fieldset>
        {written.length > 0 && (
          <fieldset className="picks rows scroll"><legend>{t('split.entries')}</legend>
            {written.map((entry) => (
              <label key={entry.id} className={`pick${entries.includes(entry.id) ? ' on' : ''}`}>
                <input type="checkbox" checked={entries.includes(entry.id)} onChange={() => setEntries((now) => flip(now, entry.id))} />
                <span><span>{entry.text}</span><span className="meta">{time(entry.at, true)} · {entry.author?.name ?? entry.author?.agency.name}</span></span>
              </label>
            ))}
          </fieldset>
        )}
        {any && (
          <div className="willsee" role="status">
            <p>{t('split.goes', { alerts: t('list.alerts', { count: alerts.length }), entries: t('split.lines', { count: entries.length }) })}</p>
            <p>{t('split.stays', { number: incident.number, alerts: t('list.alerts', { count: incident.alert_list.length - alerts.length }) })}</p>
          </div>
        )}
        <label className="fld"><span>{t('merge.why')}</span><input maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /></label>
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" busy={busy} disabled={!ready}>{t('split.do')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
