import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { EvidenceView, ICON_OF } from '../../../evidence';
import type { Evidence as Drawn } from '../../../evidence/types';
import { Button, day, Icon, type IconName } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import type { Evidence, IncidentDetail } from '../types';
import { MaskedFile } from './MaskedFile';

const NOWHERE = () => null;

function iconFor(piece: Evidence): IconName {
  const type = piece.content?.type;
  if (typeof type === 'string' && type in ICON_OF) return ICON_OF[type as Drawn['type']];
  return piece.picture ? 'image' : 'doc';
}

/** A file's type in a word: PNG, CSV, PDF. */
function typeOf(piece: Evidence): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(piece.name)?.[1];
  return (ending ?? piece.media_type.split('/').at(-1) ?? '').toUpperCase();
}

/** One piece of evidence: what it is, until when it is there, and who keeps it. Pressing it shows it. */
export function EvidenceLine({ piece, incident }: { piece: Evidence; incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const session = useSession();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const own = piece.locks.find((lock) => lock.agency.id === session?.agency.id);
  const path = (what: string) => pathOf(incident.id, 'evidence', piece.id, what);
  const lock = async () => {
    if (!reason?.trim()) return;
    const word = own ? 'unlock' : 'lock';
    const outcome = await act({ method: 'POST', path: path(word), body: { reason: reason.trim() }, said: t(own ? 'evidence.letGo' : 'evidence.keptNow', { title: piece.title }) });
    if (outcome.state !== 'failed') setReason(null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void lock();
    if (event.key === 'Escape') {
      event.stopPropagation();
      setReason(null);
    }
  };
  const kind = piece.content?.type && typeof piece.content.type === 'string' ? t(`evidence:kind.${piece.content.type}`, { defaultValue: piece.content.type }) : typeOf(piece);
  const until = piece.deleted_at
    ? t('evidence.deleted', { date: day(piece.deleted_at) })
    : piece.kept ? t('evidence.keptFor', { reason: piece.locks.map((each) => each.reason).join('; ') })
      : piece.keep_until ? t('evidence.goes', { date: day(piece.keep_until) }) : t('evidence.whileOpen');
  const holders = piece.locks.map((each) => (each.by?.id && each.by.id === session?.person.id ? t('people.you') : (each.by?.name ?? each.agency.name))).join(', ');
  const shows = piece.content !== null || (!piece.deleted_at && piece.kind !== 'alert');
  return (
    <li className="piece">
      <Icon name={iconFor(piece)} size={18} />
      <div>
        {shows ? <button type="button" className="ttlink" aria-expanded={open} onClick={() => setOpen((now) => !now)}>{piece.title || piece.name}</button> : <p>{piece.title || piece.name}</p>}
        <p className="meta">{kind}, {until}{piece.audience === 'own' && <> <Icon name="lock" size={11} />{t('time.ownOnly', { agency: session?.agency.name ?? '' })}</>}</p>
      </div>
      {piece.kept && (!own || !incident.permissions.lock) ? (
        <span className="lockd" title={t('evidence.keptBy', { who: holders })}><Icon name="lock" size={14} />{holders}</span>
      ) : own ? (
        <button type="button" className="lockd btn q sm" aria-label={t('evidence.letGoOf', { title: piece.title })} title={t('evidence.letGoOf', { title: piece.title })} onClick={() => setReason(reason === null ? '' : null)}><Icon name="lock" size={14} />{holders}</button>
      ) : (
        <Button small kind="quiet" disabled={!incident.permissions.lock || piece.deleted_at !== null} title={incident.permissions.lock ? undefined : t('head.askLead')} aria-label={t('evidence.keepOne', { title: piece.title })} onClick={() => setReason(reason === null ? '' : null)}>{t('evidence.keep')}</Button>
      )}
      {reason !== null && (
        <div className="why" onKeyDown={keys}>
          <label className="fld"><span>{t(own ? 'evidence.whyLetGo' : 'evidence.whyKeep')}</span>
            <input autoFocus maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          </label>
          <div className="acts">
            <Button small kind="pri" disabled={!reason.trim()} onClick={() => void lock()}>{t(own ? 'evidence.letGoNow' : 'evidence.keep')}</Button>
            <Button small kind="quiet" onClick={() => setReason(null)}>{t('ui:cancel')}</Button>
          </div>
        </div>
      )}
      {open && (
        <div className="shown">
          {piece.content
            ? <div className={`evbox ${String(piece.content.type)}`}><EvidenceView evidence={piece.content as unknown as Drawn} context={{ severity: incident.severity, sensor: NOWHERE }} /></div>
            : <MaskedFile file={piece} incident={incident.id} />}
        </div>
      )}
    </li>
  );
}
