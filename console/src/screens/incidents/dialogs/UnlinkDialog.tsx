import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog } from '../../../ui';
import { useDeeds } from '../acts';
import { addressOf, pathOf } from '../api';
import type { Incident, IncidentDetail, Link } from '../types';

/** Taking a merge or a split back: says what comes of it before it is done. */
export function UnlinkDialog({ incident, link, onClose }: { incident: IncidentDetail; link: Link; onClose: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const go = useNavigate();
  const [busy, setBusy] = useState(false);
  // A merge is taken back by the incident that went in, a split by the one that came out.
  const [id, other] = link.kind === 'merge' ? [link.source, link.source_number] : [link.target, link.target_number];
  const send = async () => {
    if (busy) return;
    setBusy(true);
    const outcome = await act<Incident>({ method: 'POST', path: pathOf(id, 'undo'), said: t('unlink.said', { number: other }) });
    setBusy(false);
    if (outcome.state !== 'done') return;
    onClose();
    void go({ to: '/incidents', search: { incident: addressOf(outcome.answer) } });
  };
  return (
    <Dialog open onClose={onClose} title={t(link.kind === 'merge' ? 'head.unmerge' : 'head.unsplit', { number: other })} size={500}>
      <div className="dlg">
        <p>{link.kind === 'merge' ? t('unlink.merge', { other, number: incident.number }) : t('unlink.split', { other })}</p>
        <div className="dacts">
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button kind="pri" data-autofocus busy={busy} onClick={() => void send()}>{t('unlink.do')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
