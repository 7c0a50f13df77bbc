import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, api } from '../../../api/client';
import type { BreachDetailOut, BreachFacts } from '../../../api/generated';
import { Button, Icon, moment, Problem, toast } from '../../../ui';
import rows from '../requests/Requests.module.css';
import { Telling } from './Telling';
import { hours } from './Breaches';
import css from './Breaches.module.css';

const TEXTS = ['nature', 'categories', 'effects', 'measures', 'contact'] as const;
const COUNTS = ['persons', 'records'] as const;
const RISKS = ['unlikely', 'risk', 'high'] as const;

/** One breach: what is known, how high the risk is, who is told, the notices, the log. */
export function Breach({ breach, writes }: { breach: BreachDetailOut; writes: boolean }) {
  const { t, i18n } = useTranslation('breaches');
  const queries = useQueryClient();
  const [facts, setFacts] = useState<BreachFacts>(breach.facts);
  const [problem, setProblem] = useState<unknown>(null);
  const open = breach.state === 'open' && writes;
  const changed = [...TEXTS, ...COUNTS].some((name) => (facts[name] ?? '') !== (breach.facts[name] ?? ''));
  const send = async (method: 'PATCH' | 'POST', path: string, body: unknown): Promise<boolean> => {
    setProblem(null);
    try {
      const out = await api[method === 'PATCH' ? 'patch' : 'post']<BreachDetailOut>(`/breaches/${breach.id}${path}`, body);
      queries.setQueryData(['breaches', breach.id], out);
      await queries.invalidateQueries({ queryKey: ['breaches'], exact: true });
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    }
  };
  const save = () => void send('PATCH', '', { version: breach.version, facts }).then((well) => well && toast(t('saved')));
  const late = breach.hours_left !== null && breach.hours_left < 0;
  return (
    <div className={rows.detail}>
      <header>
        <p className="meta">{breach.number} · {t('awareAt', { at: moment(breach.aware_at) })}</p>
        <h2>{breach.title}</h2>
        <p className={late ? rows.over : 't2'}>{hours(breach, t)}{breach.hours_left !== null && `. ${t('dueAt', { at: moment(breach.due_at) })}`}{breach.missing.length > 0 && breach.state === 'open' && ` ${t('missing', { what: breach.missing.map((name) => t(`fact.${name}`)).join(' · ') })}`}</p>
      </header>
      {problem !== null && <Problem error={problem} />}
      <section className={css.facts}>
        <h3 className="sec">{t('known')}{open && <span className="end"><Button small kind={changed ? 'pri' : 'plain'} disabled={!changed} onClick={save}>{t('save')}</Button></span>}</h3>
        {TEXTS.map((name) => (
          <label key={name} className="in"><span className="lbl">{t(`fact.${name}`)}</span>
            <textarea className={rows.area} rows={name === 'contact' ? 1 : 2} maxLength={4000} readOnly={!open} value={facts[name] ?? ''} onChange={(event) => setFacts({ ...facts, [name]: event.currentTarget.value })} />
          </label>
        ))}
        <div className={rows.two}>
          {COUNTS.map((name) => (
            <label key={name} className="in"><span className="lbl">{t(`fact.${name}`)}</span>
              <input inputMode="numeric" readOnly={!open} value={facts[name] ?? ''} onChange={(event) => { const said = event.currentTarget.value.replace(/\D/g, ''); setFacts({ ...facts, [name]: said === '' ? null : Math.min(Number(said), 1e12) }); }} />
            </label>
          ))}
        </div>
      </section>
      <fieldset className={css.risk} disabled={!open}>
        <legend className="sec">{t('risk.label')}</legend>
        {RISKS.map((one) => (
          <label key={one}><input type="radio" name={`risk-${breach.id}`} checked={breach.risk === one} onChange={() => void send('PATCH', '', { version: breach.version, risk: one })} /><span><b>{t(`risk.${one}`)}</b> <span className="meta">{t(`risk.${one}Text`)}</span></span></label>
        ))}
      </fieldset>
      <Telling breach={breach} open={open} send={(path, body) => send('POST', path, body)} />
      {open && <p><Button onClick={() => void send('POST', '/close', {})}>{t('close')}</Button></p>}
      {writes && (
        <section>
          <h3 className="sec">{t('letters')}</h3>
          <p className={rows.letters}>{(['authority', 'persons'] as const).map((to) => <a key={to} className="btn sm line" href={address(`/breaches/${breach.id}/letter.pdf`, { to, language: i18n.language })} download><Icon name="download" size={14} />{t(`letter.${to}`)}</a>)}</p>
        </section>
      )}
      <section>
        <h3 className="sec">{t('log')}</h3>
        <ol className={rows.log}>{breach.log.map((line, at) => <li key={at}><span className="meta">{moment(line.at)}</span><span>{t(`did.${line.what}`, { defaultValue: line.what })} <span className="meta">{line.by}</span></span></li>)}</ol>
      </section>
    </div>
  );
}
