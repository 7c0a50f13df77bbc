import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../api/types';
import { Button, Dialog, Icon, Kbd, Loading, number, SeverityShape, shapeOf } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, groupQuery, incidentOfQuery, pathOf, useOpenIncidents } from '../api';
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
  const { data: now, isPending } = useQuery({ ...incidentOfQuery(alert.id, i18n.language), retry: false });
  const known = open !== undefined && !isPending;
  const near = open ? nearest(alert, open) : [];
  // Where it stands already comes first.
  const found = [...near.filter((each) => each.incident.id === now?.id), ...near.filter((each) => each.incident.id !== now?.id)].slice(0, AT_MOST);
  const [into, setInto] = useState<string | null>(null);
  const [title, setTitle] = useState(nameOf(alert));
  const [busy, setBusy] = useState(false);
  const [whole, setWhole] = useState(true);
  const { data: group } = useQuery({ ...groupQuery(alert, i18n.language), enabled: alert.joined > 0 });
  const others = now ? 0 : (group?.others ?? alert.joined);
  // The likeliest is chosen beforehand; without one it is a new incident.
  useEffect(() => {
    if (known && into === null) setInto(found[0] && (found[0].suggested || found[0].incident.id === now?.id) ? found[0].incident.id : 'new');
  }, [known]);
  const box = useFocusWhen<HTMLFieldSetElement>(into !== null);
  const send = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    if (!into || busy || (into === 'new' && !title.trim())) return;
    const to = (incident: Incident) => {
      onClose();
      void go({ to: '/incidents', search: { incident: addressOf(incident) } });
    };
    const chosen = found.find((each) => each.incident.id === into)?.incident;
    if (chosen && chosen.id === now?.id) return to(chosen);
    setBusy(true);
    const move = Boolean(now);
    const groups = !move && whole;
    const taken = groups ? group?.ids : [];
    const outcome = chosen
      ? await act<Incident>({ method: 'POST', path: pathOf(chosen.id, 'alerts'), body: { add: [alert.id], groups, move }, said: t('join.joined', { number: alert.number, incident: chosen.number }),
          undo: taken && (() => void act({ method: 'POST', path: pathOf(chosen.id, 'alerts'), body: { remove: [alert.id, ...taken] } })) })
      : await act<Incident>({ method: 'POST', path: '/incidents', body: { title: title.trim(), alerts: [alert.id], groups } });
    setBusy(false);
    if (outcome.state !== 'done') return;
    return to(chosen ?? outcome.answer);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') return;
    const place = Number(event.key);
    if (event.key.toLowerCase() === 'n' && !now) setInto('new');
    else if (event.key.toLowerCase() === 'g' && others > 0) setWhole(!whole);
    else if (event.key === 'Enter') void send();
    else if (place >= 1 && place <= found.length) setInto(found[place - 1]!.incident.id);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onClose={onClose} title={t('join.title', { number: alert.number })} size={580}>
      <form className="dlg" onSubmit={(event) => void send(event)} onKeyDown={keys}>
        <p className="t2">{alert.why}</p>
        {!known && <Loading />}
        {known && (
          <fieldset ref={box} className="picks rows"><legend>{t(found.length ? 'join.into' : 'join.noneOpen')}</legend>
            {found.map(({ incident, metres, suggested }, place) => (
              <label key={incident.id} className={`pick${into === incident.id ? ' on' : ''}`}>
                <input type="radio" name="into" checked={into === incident.id} onChange={() => setInto(incident.id)} />
                <SeverityShape shape={shapeOf(incident.severity)} size={16} />
                <span>
                  <b>{incident.title}</b>
                  <span className="meta">{[incident.number, t(`stage.${incident.stage}`), metres === null ? null : t(`join.away.${roundMetres(metres).unit}`, { value: number(roundMetres(metres).value) }), incident.id === now?.id ? t('join.there') : suggested ? t('join.likely') : null].filter(Boolean).join(' · ')}</span>
                </span>
                <Kbd keys={String(place + 1)} />
              </label>
            ))}
            {!now && <label className={`pick${into === 'new' ? ' on' : ''}`}>
              <input type="radio" name="into" checked={into === 'new'} onChange={() => setInto('new')} />
              <Icon name="plus" size={16} />
              <b>{t('join.new')}</b>
              <Kbd keys="N" />
            </label>}
          </fieldset>
        )}
        {into === 'new' && (
          <label className="fld"><span>{t('new.name')}</span><input maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} /></label>
        )}
        {others > 0 && (
          <label className="pick whole">
            <input type="checkbox" checked={whole} onChange={() => setWhole(!whole)} />
            <span>
              <b>{t('join.whole', { count: others, n: number(others) })}</b>
              <span className="meta">{t(whole ? 'join.wholeSaid' : 'join.aloneSaid', { number: alert.number, count: others + 1, n: number(others + 1) })}</span>
            </span>
            <Kbd keys="G" />
          </label>
        )}
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" keys="↵" busy={busy} disabled={!into}>{into === 'new' ? t('join.make') : into === now?.id ? t('join.openIt') : t(now ? 'join.move' : 'join.join')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
