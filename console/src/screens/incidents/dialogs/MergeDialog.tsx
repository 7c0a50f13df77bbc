import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Loading, SeverityShape, shapeOf } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, pathOf, useOpenIncidents } from '../api';
import type { IncidentDetail } from '../types';
import { useFocusWhen } from './useFocusWhen';

/** Putting this incident into another: which one, what becomes of both, and why. */
export function MergeDialog({ incident, onClose }: { incident: IncidentDetail; onClose: () => void }) {
  const { t, i18n } = useTranslation('incidents');
  const act = useDeeds();
  const go = useNavigate();
  const [into, setInto] = useState('');
  const [extend, setExtend] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const listed = useOpenIncidents(i18n.language);
  const others = (listed ?? []).filter((each) => each.id !== incident.id && each.own && !each.merged_into);
  const box = useFocusWhen<HTMLFieldSetElement>(listed !== undefined);
  const target = others.find((each) => each.id === into);
  const names = (list: { id: string; name: string }[]) => list.map((each) => each.name).join(', ');
  const differ = target && (incident.agencies.some((a) => !target.agencies.some((b) => b.id === a.id)) || target.agencies.some((a) => !incident.agencies.some((b) => b.id === a.id)));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!target || busy) return;
    setBusy(true);
    const outcome = await act({
      method: 'POST', path: pathOf(incident.id, 'merge'), body: { into, extend, reason: reason.trim() }, said: t('merge.said', { number: incident.number, into: target.number }),
    });
    setBusy(false);
    if (outcome.state === 'failed') return;
    onClose();
    void go({ to: '/incidents', search: { incident: addressOf(target) } });
  };
  return (
    <Dialog open onClose={onClose} title={t('merge.title', { number: incident.number })} size={600}>
      <form className="dlg" onSubmit={(event) => void send(event)}>
        {listed === undefined ? <Loading /> : others.length === 0 ? <p className="t2">{t('merge.none')}</p> : (
          <fieldset ref={box} className="picks rows"><legend>{t('merge.into')}</legend>
            {others.map((each) => (
              <label key={each.id} className={`pick${into === each.id ? ' on' : ''}`}>
                <input type="radio" name="into" checked={into === each.id} onChange={() => setInto(each.id)} />
                <SeverityShape shape={shapeOf(each.severity)} size={16} />
                <span><b>{each.title}</b><span className="meta">{each.number} · {t(`stage.${each.stage}`)} · {t('list.alerts', { count: each.alerts })}</span></span>
              </label>
            ))}
          </fieldset>
        )}
        {target && (
          <div className="willsee" role="status">
            <p><b>{t('merge.after', { number: target.number })}</b></p>
            <p>{t('merge.alerts', { count: incident.alerts + target.alerts, from: incident.number, a: incident.alerts, into: target.number, b: target.alerts })}</p>
            <p>{t('merge.rest', { number: incident.number, into: target.number })}</p>
            {differ && <p>{t('merge.differ', { a: names(incident.agencies), number: incident.number, b: names(target.agencies), into: target.number })}</p>}
          </div>
        )}
        {differ && (
          <label className="check"><input type="checkbox" checked={extend} onChange={(event) => setExtend(event.currentTarget.checked)} />{t('merge.extend')}</label>
        )}
        <label className="fld"><span>{t('merge.why')}</span><input maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /></label>
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" busy={busy} disabled={!target}>{target ? t('merge.do', { into: target.number }) : t('merge.doNone')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
