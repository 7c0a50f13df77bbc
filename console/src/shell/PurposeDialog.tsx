import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { CaseOut, CasesOut } from '../api/generated';
import { purposesQuery } from '../api/queries';
import { changeSession, useMay, useSession } from '../api/session';
import type { Session } from '../api/types';
import { Button, date, Dialog, Loading, Problem, toast } from '../ui';
import { NewCase } from './NewCase';
import css from './Purpose.module.css';

/** Purposes that may be declared under a case. */
const OF_CASES = ['urban_safety', 'investigation', 'cyber_defence', 'subject_rights'];

/** Declares why data is looked at from now on, and under which case. What is shown is fetched anew after it. */
export function PurposeDialog({ first = '', onClose }: { first?: string; onClose: () => void }) {
  const { t, i18n } = useTranslation('purposes');
  const session = useSession();
  const queries = useQueryClient();
  const [purpose, setPurpose] = useState<string>(first || (session?.purpose.id ?? ''));
  const [chosen, setChosen] = useState(session?.case?.standing ? session.case.id : '');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [opening, setOpening] = useState(false);
  const seesCases = useMay('see_cases');
  const opens = useMay('open_cases');
  const purposes = useQuery(purposesQuery(i18n.language));
  const cases = useQuery({ queryKey: ['cases'], queryFn: () => api.get<CasesOut>('/cases'), enabled: seesCases });
  const known = (purposes.data ?? []).filter((one) => one.declarable);
  const needs = known.find((one) => one.id === purpose)?.needs_case ?? false;
  const fitting = (cases.data?.items ?? []).filter((one) => one.standing && one.purpose === purpose);
  const fits = fitting.some((one) => one.id === chosen);
  const opened = (made: CaseOut) => {
    setOpening(false);
    setPurpose(made.purpose);
    setChosen(made.id);
    void queries.invalidateQueries({ queryKey: ['cases'] });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const made = await api.put<Session>('/session/purpose', { purpose, case: fits ? chosen : null, reason: reason.trim() });
      await changeSession(queries, made);
      toast(t('declared', { purpose: made.purpose.label }));
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  if (opening) return <NewCase purposes={known.filter((one) => OF_CASES.includes(one.id))} first={OF_CASES.includes(purpose) ? purpose : 'investigation'} onClose={() => setOpening(false)} onOpened={opened} />;
  return (
    <Dialog open onClose={onClose} title={t('title')} size={600}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        {purposes.isPending && <Loading />}
        {purposes.error && <Problem error={purposes.error} />}
        <fieldset className={css.list}>
          <legend className="t2">{t('text')}</legend>
          {known.map((one) => (
            <label key={one.id} data-on={one.id === purpose || undefined}>
              <input type="radio" name="purpose" value={one.id} checked={one.id === purpose} onChange={() => setPurpose(one.id)} />
              <span><b>{one.label}</b> <span>{one.text}</span> <span className="meta">{one.legal_basis}</span></span>
            </label>
          ))}
        </fieldset>
        {OF_CASES.includes(purpose) && seesCases && (
          <div className="in"><label className="lbl" htmlFor="purpose-case">{t('case')}</label>
            <select id="purpose-case" className={css.select} value={fits ? chosen : ''} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">{t(needs ? 'caseNeeded' : 'noCase')}</option>
              {fitting.map((one) => <option key={one.id} value={one.id}>{t('caseLine', { reference: one.reference, title: one.title, until: date(one.ends_at) })}</option>)}
            </select>
          </div>
        )}
        <label className="in"><span className="lbl">{t('reason')}</span>
          <input value={reason} maxLength={400} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        {problem !== null && <Problem error={problem} />}
        <div className={css.acts}>
          <Button kind="pri" type="submit" busy={busy} disabled={!known.length || (needs && !fits)}>{t('declare')}</Button>
          {opens && <Button onClick={() => setOpening(true)}>{t('open')}</Button>}
        </div>
        <p className="meta">{t('written')}</p>
      </form>
    </Dialog>
  );
}
