import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Effects, Problem } from '../../../ui';
import css from './Requests.module.css';

/** A button that asks for a few words before it acts. */
export function Ask(props: { label: string; field: string; primary?: boolean; optional?: boolean; erases?: boolean; busy?: boolean; problem?: unknown; onSend: (said: string) => Promise<boolean> }) {
  const { t } = useTranslation('rights');
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await props.onSend(said.trim())) setOpen(false); // else what was written stays
  };
  return (
    <>
      <Button small kind={props.primary ? 'pri' : 'plain'} busy={props.busy} onClick={() => setOpen(true)}>{props.label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={props.label}>
        <form className="fields" onSubmit={(event) => void send(event)}>
          <label className="in"><span className="lbl">{props.field}</span>
            <textarea className={css.area} rows={3} maxLength={props.primary ? 120 : 4000} autoFocus value={said} onChange={(event) => setSaid(event.currentTarget.value)} />
          </label>
          {!props.optional && <p className="meta">{t('told')}</p>}
          {props.erases && <Effects of="erase" />}
          {props.problem !== null && props.problem !== undefined && <Problem error={props.problem} />}
          <Button kind="pri" type="submit" busy={props.busy} disabled={!props.optional && said.trim().length < 3}>{props.label}</Button>
        </form>
      </Dialog>
    </>
  );
}
