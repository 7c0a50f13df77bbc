import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { AssessmentOut, AssessmentStandingOut } from '../../../api/generated';
import { Button, Dialog, Problem, toast } from '../../../ui';
import css from './Assessments.module.css';

/** Bytes: more than any assessment that people wrote. */
const MOST = 2_000_000;

/** The object in a file, or null where it holds none. */
export function objectOf(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Begins an assessment from a file of the CNIL's PIA software. */
export function Import({ rows, first, onClose, onMade }: { rows: AssessmentStandingOut[]; first: string; onClose: () => void; onMade: (made: AssessmentOut) => void }) {
  const { t } = useTranslation('assessments');
  const queries = useQueryClient();
  const open = rows.filter((row) => !row.draft);
  const [subject, setSubject] = useState(open.some((row) => row.subject === first) ? first : (open[0]?.subject ?? ''));
  const [file, setFile] = useState<Record<string, unknown> | null>(null);
  const [wrong, setWrong] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (chosen: File | undefined) => {
    setProblem(null);
    const read = chosen && chosen.size <= MOST ? objectOf(await chosen.text()) : null;
    setFile(read);
    setWrong(chosen && !read ? t(chosen.size > MOST ? 'import.large' : 'import.other', { name: chosen.name }) : '');
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    try {
      const made = await api.post<AssessmentOut>('/assessments/import', { subject, file });
      await queries.invalidateQueries({ queryKey: ['assessments'] });
      toast(t('import.done', { name: made.name }));
      onMade(made);
    } catch (fault) {
      setProblem(fault);
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('import.title')} size={520}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <p className="t2">{t('import.text')}</p>
        <label className="in"><span className="lbl">{t('import.subject')}</span>
          <select className={css.select} value={subject} onChange={(event) => setSubject(event.currentTarget.value)}>{open.map((row) => <option key={row.subject} value={row.subject}>{row.name}</option>)}</select>
        </label>
        <label className="in"><span className="lbl">{t('import.file')}</span>
          <input className={css.file} type="file" accept=".json,application/json" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
        </label>
        {open.length < rows.length && <p className="meta">{t('import.begun')}</p>}
        {wrong && <p role="alert" className={css.bad}>{wrong}</p>}
        {problem !== null && <Problem error={problem} />}
        <div className={css.acts}><Button kind="pri" type="submit" busy={busy} disabled={!file || !subject}>{t('import.act')}</Button></div>
      </form>
    </Dialog>
  );
}
