import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { IdentifierIn, RequestDetailOut } from '../../../api/generated';
import { LOCALES } from '../../../i18n';
import { Button, Dialog, Problem, toast } from '../../../ui';
import { Identifiers } from './Identifiers';
import css from './Requests.module.css';

const KINDS = ['access', 'correction', 'erasure', 'objection', 'restriction'];
const WAYS = ['letter', 'email', 'in_person', 'phone', 'form'];

/** Taking a request in: the month runs from its receipt. */
export function NewRequest({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t, i18n } = useTranslation('rights');
  const queries = useQueryClient();
  const [body, setBody] = useState({ kind: 'access', way: 'letter', locale: i18n.language, name: '', contact: '', text: '', received_at: '' });
  const [identifiers, setIdentifiers] = useState<IdentifierIn[]>([{ kind: 'name', value: '' }]);
  const [problem, setProblem] = useState<unknown>(null);
  const set = (change: Partial<typeof body>) => setBody((now) => ({ ...now, ...change }));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const received_at = body.received_at ? new Date(`${body.received_at}T12:00`).toISOString() : '';
      const given = identifiers.filter((one) => one.value.trim());
      const made = await api.post<RequestDetailOut>('/requests', { ...body, received_at, identifiers: given.length || !body.name.trim() ? given : [{ kind: 'name', value: body.name }] });
      queries.setQueryData(['requests', made.id], made);
      await queries.invalidateQueries({ queryKey: ['requests'], exact: true });
      toast(t('taken', { number: made.number }));
      onMade(made.id);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('add')} size={640}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <div className={css.three}>
          <label className="in"><span className="lbl">{t('field.kind')}</span>
            <select value={body.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>{KINDS.map((one) => <option key={one} value={one}>{t(`kind.${one}`)}</option>)}</select>
          </label>
          <label className="in"><span className="lbl">{t('field.way')}</span>
            <select value={body.way} onChange={(event) => set({ way: event.currentTarget.value })}>{WAYS.map((one) => <option key={one} value={one}>{t(`way.${one}`)}</option>)}</select>
          </label>
          <label className="in"><span className="lbl">{t('field.locale')}</span>
            <select value={body.locale} onChange={(event) => set({ locale: event.currentTarget.value })}>{LOCALES.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select>
          </label>
        </div>
        <div className={css.two}>
          <label className="in"><span className="lbl">{t('field.name')}</span>
            <input value={body.name} maxLength={120} autoFocus required onChange={(event) => set({ name: event.currentTarget.value })} />
          </label>
          <label className="in"><span className="lbl">{t('field.received')}</span>
            <input type="date" value={body.received_at} onChange={(event) => set({ received_at: event.currentTarget.value })} />
          </label>
        </div>
        <label className="in"><span className="lbl">{t('field.contact')}</span>
          <textarea className={css.area} rows={2} maxLength={4000} value={body.contact} onChange={(event) => set({ contact: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('field.text')}</span>
          <textarea className={css.area} rows={3} maxLength={4000} value={body.text} onChange={(event) => set({ text: event.currentTarget.value })} />
        </label>
        <Identifiers value={identifiers} onChange={setIdentifiers} />
        <p className="meta">{t('sealed')}</p>
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={!body.name.trim()}>{t('take')}</Button>
      </form>
    </Dialog>
  );
}
