import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../api/types';
import { Button, Dialog, Icon, Kbd, Loading, number, SeverityShape, shapeOf } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, pathOf, useOpenIncidents } from '../api';
import { nameOf } from '../logic/alerts';
import { nearest, roundMetres } from '../logic/near';
import type { Incident } from '../types';
import { useFocusWhen } from './useFocusWhen';
import '../incidents.css';

const AT_MOST = 8;

/** `I` on an alert: put it into an incident that is open, the likeliest first, or make a new one of it. */
export function JoinDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t, i18n } = useTranslation('incidents');
  const act = useDeeds();
  const go = useNavigate();
  const open = useOpenIncidents(i18n.language);
  const found = open ? nearest(alert, open).slice(0, AT_MOST) : [];
  const [into, setInto] = useState<string | null>(null);
  const [title, setTitle] = useState(nameOf(alert));
  const [busy, setBusy] = useState(false);
  // The likeliest is chosen beforehand; without one it is a new incident.
  useEffect(() => {
    if (open && into === null) setInto(found[0]?.suggested ? found[0].incident.id : 'new');
  }, [open]);
  const box = useFocusWhen<HTMLFieldSetElement>(into !== null);
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!into || busy || (into === 'new' && !title.trim())) return;
    setBusy(true);
    const chosen = found.find((each) => each.incident.id === into)?.incident;
    const outcome = chosen
      ? await act<Incident>({ method: 'POST', path: pathOf(chosen.id, 'alerts'), body: { add: [alert.id], groups: true }, said: t('join.joined', { number: alert.number, incident: chosen.number }),
          undo: () => void act({ method: 'POST', path: pathOf(chosen.id, 'alerts'), body: { remove: [alert.id] } }) })
      : await act<Incident>({ method: 'POST', path: '/incidents', body: { title: title.trim(), alerts: [alert.id], groups: true } });
    setBusy(false);
    if (outcome.state !== 'done') return;
    onClose();
    void go({ to: '/incidents', search: { incident: addressOf(chosen ?? outcome.answer) } });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') return;
    const place = Number(event.key);
    if (event.key.toLowerCase() === 'n') setInto('new');
    else if (event.key === 'Enter') void send();
    else if (place >= 1 && place <= found.length) setInto(found[place - 1]!.incident.id);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onClose={onClose} title={t('join.title', { number: alert.number })} size={580}>
      <form className="dlg" onSubmit={(event) => void send(event)} onKeyDown={keys}>
        <p className="t2">{alert.why}</p>
        {!open && <Loading />}
        {open && (
          <fieldset ref={box} className="picks rows"><legend>{t(found.length ? 'join.into' : 'join.noneOpen')}</legend>
            {found.map(({ incident, metres, suggested }, place) => (
              <label key={incident.id} className={`pick${into === incident.id ? ' on' : ''}`}>
                <input type="radio" name="into" checked={into === incident.id} onChange={() => setInto(incident.id)} />
                <SeverityShape shape={shapeOf(incident.severity)} size={16} />
                <span>
                  <b>{incident.title}</b>
                  <span className="meta">{[incident.number, t(`stage.${incident.stage}`), metres === null ? null : t(`join.away.${roundMetres(metres).unit}`, { value: number(roundMetres(metres).value) }), suggested ? t('join.likely') : null].filter(Boolean).join(' · ')}</span>
                </span>
                <Kbd keys={String(place + 1)} />
              </label>
            ))}
            <label className={`pick${into === 'new' ? ' on' : ''}`}>
              <input type="radio" name="into" checked={into === 'new'} onChange={() => setInto('new')} />
              <Icon name="plus" size={16} />
              <b>{t('join.new')}</b>
              <Kbd keys="N" />
            </label>
          </fieldset>
        )}
        {into === 'new' && (
          <label className="fld"><span>{t('new.name')}</span><input maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} /></label>
        )}
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" keys="↵" busy={busy} disabled={!into}>{t(into === 'new' ? 'join.make' : 'join.join')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
