import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { CaseOut, DeclarableOut } from '../api/generated';
import { Button, Dialog, Problem } from '../ui';
import css from './Purpose.module.css';

/** Opens a case: what is under inquiry, for which purpose, until when. */
export function NewCase({ purposes, first, onClose, onOpened }: { purposes: DeclarableOut[]; first: string; onClose: () => void; onOpened: (made: CaseOut) => void }) {
  const { t } = useTranslation('purposes');
  const [body, setBody] = useState({ title: '', reference: '', purpose: first, ends: '' });
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<typeof body>) => setBody((now) => ({ ...now, ...change }));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onOpened(await api.post<CaseOut>('/cases', { title: body.title, reference: body.reference, purpose: body.purpose, ends_at: new Date(`${body.ends}T23:59`).toISOString() }));
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('open')}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('caseTitle')}</span>
          <input value={body.title} maxLength={120} required autoFocus onChange={(event) => set({ title: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('reference')}</span>
          <input value={body.reference} maxLength={200} onChange={(event) => set({ reference: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('purpose')}</span>
          <select className={css.select} value={body.purpose} onChange={(event) => set({ purpose: event.currentTarget.value })}>
            {purposes.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
          </select>
        </label>
        <label className="in"><span className="lbl">{t('ends')}</span>
          <input type="date" value={body.ends} required onChange={(event) => set({ ends: event.currentTarget.value })} />
        </label>
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" busy={busy} disabled={!body.title.trim() || !body.ends}>{t('openCase')}</Button>
      </form>
    </Dialog>
  );
}
