import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BreachDetailOut } from '../../../api/generated';
import { Button, Dialog, moment } from '../../../ui';
import rows from '../requests/Requests.module.css';
import css from './Breaches.module.css';

type To = 'authority' | 'persons';
type Send = (path: string, body: unknown) => Promise<boolean>;

/** Whether the authority and the persons are told: the decision with its reason, and that it was done. */
export function Telling({ breach, open, send }: { breach: BreachDetailOut; open: boolean; send: Send }) {
  const { t } = useTranslation('breaches');
  const [asking, setAsking] = useState<{ to: To; what: 'not' | 'told' } | null>(null);
  return (
    <section className={css.telling}>
      <h3 className="sec">{t('who')}</h3>
      {(['authority', 'persons'] as const).map((to) => {
        const tell = to === 'authority' ? breach.tell_authority : breach.tell_persons;
        const told = to === 'authority' ? breach.authority_told_at : breach.persons_told_at;
        const reason = to === 'authority' ? breach.authority_reason : breach.persons_reason;
        const how = to === 'authority' ? breach.authority_reference : breach.persons_how;
        const said = told ? t('tell.told', { at: moment(told) }) : tell === true ? t('tell.will') : tell === false ? t('tell.not') : t('tell.undecided');
        return (
          <div key={to} className={css.row} role="group" aria-label={t(`to.${to}`)}>
            <div><b>{t(`to.${to}`)}</b> <span className={told ? 't2' : tell === true ? rows.over : 't2'}>{said}</span>{how && <span className="meta"> {how}</span>}{reason && <p className="meta">{reason}</p>}{to === 'authority' && breach.late_reason && <p className="meta">{t('lateBecause', { reason: breach.late_reason })}</p>}</div>
            {open && !told && (
              <span className={rows.acts}>
                {tell !== true && <Button small disabled={!breach.risk} onClick={() => void send('/decide', { to, tell: true })}>{t('tell.decide')}</Button>}
                {tell !== false && <Button small disabled={!breach.risk} onClick={() => setAsking({ to, what: 'not' })}>{t('tell.decideNot')}</Button>}
                {tell === true && <Button small kind="pri" onClick={() => setAsking({ to, what: 'told' })}>{t('tell.done')}</Button>}
              </span>
            )}
          </div>
        );
      })}
      {open && !breach.risk && <p className="meta">{t('riskFirst')}</p>}
      {asking && <Say breach={breach} {...asking} send={send} onClose={() => setAsking(null)} />}
    </section>
  );
}

function Say({ breach, to, what, send, onClose }: { breach: BreachDetailOut; to: To; what: 'not' | 'told'; send: Send; onClose: () => void }) {
  const { t } = useTranslation('breaches');
  const [said, setSaid] = useState('');
  const [late, setLate] = useState('');
  const overdue = what === 'told' && to === 'authority' && breach.hours_left !== null && breach.hours_left < 0;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await send(what === 'not' ? '/decide' : '/told', what === 'not' ? { to, tell: false, reason: said } : { to, how: said, late_reason: late });
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t(what === 'not' ? 'tell.decideNot' : 'tell.done')}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t(what === 'not' ? 'tell.why' : to === 'authority' ? 'tell.reference' : 'tell.how')}</span>
          <input value={said} maxLength={200} autoFocus onChange={(event) => setSaid(event.currentTarget.value)} />
        </label>
        {overdue && (
          <label className="in"><span className="lbl">{t('tell.late')}</span>
            <textarea className={rows.area} rows={3} value={late} onChange={(event) => setLate(event.currentTarget.value)} />
          </label>
        )}
        <Button kind="pri" type="submit" disabled={(what === 'not' && !said.trim()) || (overdue && !late.trim())}>{t(what === 'not' ? 'tell.decideNot' : 'tell.done')}</Button>
      </form>
    </Dialog>
  );
}
