import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, SeverityShape, shapeOf } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf } from '../api';
import type { Incident, Severity } from '../types';

const LEVELS: Severity[] = ['critical', 'high', 'medium', 'low'];

/** An incident made by hand: what, how grave, and where. */
export function NewIncident({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const go = useNavigate();
  const [title, setTitle] = useState('');
  const [place, setPlace] = useState('');
  const [severity, setSeverity] = useState<Severity>('medium');
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!title.trim() || busy) return;
    setBusy(true);
    const outcome = await act<Incident>({ method: 'POST', path: '/incidents', body: { title: title.trim(), severity, ...(place.trim() ? { place: { name: place.trim() } } : {}) } });
    setBusy(false);
    if (outcome.state !== 'done') return;
    onClose();
    void go({ to: '/incidents', search: { incident: addressOf(outcome.answer) } });
  };
  return (
    <Dialog open onClose={onClose} title={t('new.title')} size={520}>
      <form className="dlg" onSubmit={(event) => void send(event)}>
        <label className="fld"><span>{t('new.name')}</span><input autoFocus data-autofocus maxLength={200} value={title} placeholder={t('new.nameHint')} onChange={(event) => setTitle(event.currentTarget.value)} /></label>
        <label className="fld"><span>{t('new.place')}</span><input maxLength={200} value={place} onChange={(event) => setPlace(event.currentTarget.value)} /></label>
        <fieldset className="picks"><legend>{t('new.severity')}</legend>
          {LEVELS.map((level) => (
            <label key={level} className={`pick${severity === level ? ' on' : ''}`}>
              <input type="radio" name="severity" checked={severity === level} onChange={() => setSeverity(level)} />
              <SeverityShape shape={shapeOf(level)} size={16} bare />{t(`ui:severity.${shapeOf(level)}`)}
            </label>
          ))}
        </fieldset>
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" keys="↵" busy={busy} disabled={!title.trim()}>{t('new.make')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
