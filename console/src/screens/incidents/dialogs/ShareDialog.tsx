import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Icon, Loading, moment, Problem } from '../../../ui';
import { useSession } from '../../../api/session';
import { useDeeds } from '../acts';
import { agenciesQuery, pathOf } from '../api';
import { Installations } from './Installations';
import { useFocusWhen } from './useFocusWhen';
import { PARTS, type IncidentDetail, type Part, type Share } from '../types';

/** In words, what an agency will see and what it will not. */
function WillSee({ name, parts }: { name: string; parts: Part[] }) {
  const { t } = useTranslation('incidents');
  const not = PARTS.filter((part) => !parts.includes(part));
  return (
    <div className="willsee" role="status">
      <p><Icon name="eye" size={15} /><span>{t('share.willSee', { agency: name })} {parts.map((part) => t(`sees.${part}`)).join(' ')}</span></p>
      {not.length > 0 && <p><Icon name="eyeoff" size={15} /><span>{t('share.willNot', { parts: not.map((part) => t(`part.${part}`)).join(', ') })}</span></p>}
      <p><Icon name="lock" size={15} /><span>{t('share.never')}</span></p>
    </div>
  );
}

function Now({ share, incident, onEdit }: { share: Share; incident: IncidentDetail; onEdit: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const whole = share.parts.length === PARTS.length;
  const again = () => void act({ method: 'POST', path: pathOf(incident.id, 'shares'), body: { agency: share.agency.id, parts: share.parts, reason: share.reason } });
  const revoke = () =>
    void act({ method: 'DELETE', path: pathOf(incident.id, 'shares', share.agency.id), said: t('share.revoked', { agency: share.agency.name }), undo: again });
  return (
    <li>
      <div>
        <b>{share.agency.name}</b>
        <p className="meta">
          {whole ? t('share.whole') : t('share.only', { parts: share.parts.map((part) => t(`part.${part}`)).join(', ') })}
          {' · '}{share.rule ? t('share.byRule', { rule: share.rule }) : t('share.by', { name: share.by?.name ?? share.by?.agency.name ?? '', at: moment(share.at) })}
          {share.reason && ` · ${share.reason}`}
        </p>
      </div>
      <span className="pair">
        <Button small kind="quiet" onClick={onEdit}>{t('share.change')}</Button>
        <Button small kind="line" onClick={revoke}>{t('share.revoke')}</Button>
      </span>
    </li>
  );
}

/** Letting another agency see the incident, whole or in parts, with a reason; and ending it. */
export function ShareDialog({ incident, onClose }: { incident: IncidentDetail; onClose: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const own = useSession()?.agency.id;
  const { data, error, refetch } = useQuery(agenciesQuery);
  const [agency, setAgency] = useState('');
  const [parts, setParts] = useState<Part[]>(PARTS);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const box = useFocusWhen<HTMLFieldSetElement>(data !== undefined);
  const live = incident.shares.filter((share) => share.revoked_at === null && share.agency.id !== incident.home.id);
  const others = (data ?? []).filter((each) => each.id !== own && each.id !== incident.home.id);
  const chosen = others.find((each) => each.id === agency);
  const already = live.find((share) => share.agency.id === agency);
  const whole = parts.length === PARTS.length;
  const toggle = (part: Part) => setParts((now) => PARTS.filter((each) => each === 'summary' || (each === part ? !now.includes(part) : now.includes(each))));
  // Whoever sees it already begins with what it sees now.
  const choose = (id: string) => {
    const share = live.find((each) => each.agency.id === id);
    setAgency(id);
    setParts(share ? PARTS.filter((part) => share.parts.includes(part)) : PARTS);
    setReason(share?.reason ?? '');
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || busy || !reason.trim()) return;
    setBusy(true);
    const outcome = await act({ method: 'POST', path: pathOf(incident.id, 'shares'), body: { agency, parts, reason: reason.trim() }, said: t('share.said', { agency: chosen.name }) });
    setBusy(false);
    if (outcome.state === 'failed') return;
    setAgency('');
    setReason('');
    setParts(PARTS);
  };
  return (
    <Dialog open onClose={onClose} title={t('share.title', { number: incident.number })} size={620}>
      <div className="dlg">
        {live.length > 0 && (
          <section aria-label={t('share.now')}>
            <h3 className="sec">{t('share.now')}</h3>
            <ul className="sharelist">
              {live.map((share) => <Now key={share.agency.id} share={share} incident={incident} onEdit={() => choose(share.agency.id)} />)}
            </ul>
          </section>
        )}
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && others.length === 0 && <p className="t2">{t('share.noOther')}</p>}
        {others.length > 0 && (
          <form className="dlg" onSubmit={(event) => void send(event)}>
            <fieldset ref={box} className="picks"><legend>{t('share.with')}</legend>
              {others.map((each) => (
                <label key={each.id} className={`pick${agency === each.id ? ' on' : ''}`}>
                  <input type="radio" name="agency" value={each.id} checked={agency === each.id} onChange={() => choose(each.id)} />{each.name}
                </label>
              ))}
            </fieldset>
            <fieldset className="picks"><legend>{t('share.what')}</legend>
              <label className={`pick${whole ? ' on' : ''}`}><input type="radio" name="whole" checked={whole} onChange={() => setParts(PARTS)} />{t('share.whole')}</label>
              <label className={`pick${whole ? '' : ' on'}`}><input type="radio" name="whole" checked={!whole} onChange={() => setParts(['summary', 'tasks'])} />{t('share.some')}</label>
            </fieldset>
            {!whole && (
              <div className="parts">
                {PARTS.map((part) => (
                  <label key={part}><input type="checkbox" checked={parts.includes(part)} disabled={part === 'summary'} onChange={() => toggle(part)} />{t(`part.${part}`)}</label>
                ))}
              </div>
            )}
            {chosen && <WillSee name={chosen.name} parts={parts} />}
            <label className="fld"><span>{t('share.why')}</span>
              <input maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            </label>
            <div className="dacts">
              <Button onClick={onClose}>{t('ui:close')}</Button>
              <Button kind="pri" type="submit" busy={busy} disabled={!chosen || !reason.trim()}>{already ? t('share.changeNow') : t('share.do')}</Button>
            </div>
          </form>
        )}
        <Installations incident={incident} />
      </div>
    </Dialog>
  );
}
