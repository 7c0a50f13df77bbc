import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { AssessmentOut } from '../../../api/generated';
import { Button, Dialog, Effects, Problem, toast } from '../../../ui';
import css from './Assessments.module.css';

/** Puts the settings that were assessed in force again, once it was said which. */
export function PutBack({ one, url }: { one: AssessmentOut; url: string }) {
  const { t } = useTranslation('assessments');
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const settings = one.differences.filter((part) => part.key.startsWith('setting.'));
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await api.post(`${url}/settings`);
      toast(t('putBack.done'));
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ['assessments'] });
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button icon="undo" onClick={() => setOpen(true)}>{t('putBack.act')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('putBack.title', { name: one.name })}>
        <form className="form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
          <ul className={css.back}>{settings.map((part) => <li key={part.key}><span>{part.label}</span><span><s>{part.now}</s> <b>{part.was}</b></span></li>)}</ul>
          <Effects of="putBack" />
          {problem !== null && <Problem error={problem} />}
          <div className={css.ends}>
            <Button onClick={() => setOpen(false)}>{t('putBack.leave')}</Button>
            <Button type="submit" busy={busy} data-autofocus>{t('putBack.send')}</Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
