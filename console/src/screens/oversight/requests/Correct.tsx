import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog } from '../../../ui';
import css from './Requests.module.css';

/** Putting right: what stands there, and what should. */
export function Correct({ busy, onSend }: { busy: boolean; onSend: (wrong: string, right: string) => Promise<boolean> }) {
  const { t } = useTranslation('rights');
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState('');
  const [right, setRight] = useState('');
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    await onSend(wrong, right);
    setOpen(false);
  };
  return (
    <>
      <Button small busy={busy} onClick={() => setOpen(true)}>{t('do.correct')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('do.correct')}>
        <form className="fields" onSubmit={(event) => void send(event)}>
          <div className={css.two}>
            <label className="in"><span className="lbl">{t('wrong')}</span><input value={wrong} maxLength={200} autoFocus onChange={(event) => setWrong(event.currentTarget.value)} /></label>
            <label className="in"><span className="lbl">{t('right')}</span><input value={right} maxLength={200} onChange={(event) => setRight(event.currentTarget.value)} /></label>
          </div>
          <Button kind="pri" type="submit" disabled={!wrong}>{t('do.correct')}</Button>
        </form>
      </Dialog>
    </>
  );
}
