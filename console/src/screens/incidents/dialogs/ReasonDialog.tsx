import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner, Button, Dialog } from '../../../ui';
import { useSession } from '../../../api/session';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import type { IncidentDetail } from '../types';

/** Closing one's part, or opening it again: each asks for a reason, which stays in the timeline. */
export function ReasonDialog(props: { incident: IncidentDetail; what: 'close' | 'reopen'; onClose: () => void }) {
  const { incident, what, onClose } = props;
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const own = useSession()?.agency.id;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const others = incident.agencies.filter((sub) => sub.id !== own && !sub.closed);
  const mine = incident.agencies.find((sub) => sub.id === own);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim() || busy) return;
    setBusy(true);
    const outcome = await act({ method: 'POST', path: pathOf(incident.id, what), body: { reason: reason.trim() }, said: t(`${what}.said`, { number: incident.number }) });
    setBusy(false);
    if (outcome.state !== 'failed') onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t(`${what}.title`, { number: incident.number })} size={500}>
      <form className="dlg" onSubmit={(event) => void send(event)}>
        <p className="t2">
          {what === 'close' && (others.length ? t('close.others', { agencies: others.map((sub) => sub.name).join(', ') }) : t('close.last'))}
          {what === 'reopen' && t('reopen.text')}
        </p>
        {what === 'close' && (mine?.tasks_open ?? 0) > 0 && <Banner kind="note">{t('close.tasks', { count: mine?.tasks_open ?? 0 })}</Banner>}
        <label className="fld"><span>{t('dialog.reason')}</span>
          <textarea autoFocus data-autofocus rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" type="submit" busy={busy} disabled={!reason.trim()}>{t(`${what}.do`)}</Button>
        </div>
      </form>
    </Dialog>
  );
}
