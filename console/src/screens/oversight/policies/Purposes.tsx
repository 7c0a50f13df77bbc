import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { DeclarableOut, PurposesOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { LOCALES } from '../../../i18n';
import { Button, Chip, Dialog, Problem, toast } from '../../../ui';
import css from './Policies.module.css';

type Words = Record<string, { label: string; legal_basis: string }>;

/** What each purpose is called here and on what ground it stands; whoever words purposes changes it, in three languages. */
export function Purposes() {
  const { t, i18n } = useTranslation('purposes');
  const words = useMay('set_purposes');
  const [open, setOpen] = useState('');
  // The words in force in each language: what is edited is what people read.
  const read = useQueries({
    queries: LOCALES.map((one) => ({
      queryKey: ['purposes', 'words', one.id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<PurposesOut>('/purposes', { locale: one.id }, signal),
    })),
  });
  const inMine = read[LOCALES.findIndex((one) => one.id === i18n.language)]?.data?.items ?? read[0]?.data?.items ?? [];
  const failed = read.find((one) => one.error);
  const texts = (id: string): Words => Object.fromEntries(LOCALES.map((one, place) => {
    const found = read[place]?.data?.items.find((each) => each.id === id);
    return [one.id, { label: found?.label ?? '', legal_basis: found?.legal_basis ?? '' }];
  }));
  const chosen = inMine.find((one) => one.id === open);
  return (
    <section className={css.part}>
      <h2>{t('words.title')}</h2>
      <p className="t2">{t('words.say')}</p>
      {failed && <Problem error={failed.error} retry={() => void failed.refetch()} />}
      <ul className={css.rows}>
        {inMine.map((one) => (
          <li key={one.id} className={css.purpose}>
            <span><b>{one.label}</b> {one.own && <Chip>{t('words.own')}</Chip>} <span className="t2">{one.text}</span> <span className="meta">{one.legal_basis}</span></span>
            {words && <Button small icon="pen" aria-label={t('words.editOne', { purpose: one.label })} disabled={!read.every((each) => each.data)} onClick={() => setOpen(one.id)}>{t('words.edit')}</Button>}
          </li>
        ))}
      </ul>
      {chosen && <Editor key={chosen.id} purpose={chosen} texts={texts(chosen.id)} onClose={() => setOpen('')} />}
    </section>
  );
}

function Editor({ purpose, texts, onClose }: { purpose: DeclarableOut; texts: Words; onClose: () => void }) {
  const { t } = useTranslation('purposes');
  const queries = useQueryClient();
  const [values, setValues] = useState(texts);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const part = (name: 'label' | 'legal_basis') => Object.fromEntries(Object.entries(values).map(([locale, one]) => [locale, one[name].trim()]));
  const send = async (label: Record<string, string>, legal_basis: Record<string, string>) => {
    setBusy(true);
    try {
      await api.put(`/purposes/${encodeURIComponent(purpose.id)}`, { label, legal_basis });
      // The name stands in the top bar, in the register and in the record too.
      await Promise.all(['purposes', 'session', 'register', 'record', 'policies'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      toast(t('words.saved'));
      onClose();
    } catch (fault) {
      setProblem(fault);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(part('label'), part('legal_basis'));
  };
  const set = (locale: string, change: Partial<Words[string]>) => setValues((now) => ({ ...now, [locale]: { label: '', legal_basis: '', ...now[locale], ...change } }));
  return (
    <Dialog open onClose={onClose} title={t('words.editOne', { purpose: purpose.label })} size={680}>
      <form className="fields" onSubmit={submit}>
        <p className="t2">{t('words.text')}</p>
        {LOCALES.map((one) => (
          <fieldset key={one.id} className={css.words} lang={one.id}>
            <legend className="lbl">{one.name}</legend>
            <input aria-label={t('words.label', { language: one.name })} value={values[one.id]?.label ?? ''} maxLength={200} onChange={(event) => set(one.id, { label: event.currentTarget.value })} />
            <textarea aria-label={t('words.basis', { language: one.name })} rows={2} value={values[one.id]?.legal_basis ?? ''} maxLength={400} onChange={(event) => set(one.id, { legal_basis: event.currentTarget.value })} />
          </fieldset>
        ))}
        {problem !== null && <Problem error={problem} />}
        <div className={css.acts}>
          <Button kind="pri" type="submit" busy={busy}>{t('words.save')}</Button>
          {purpose.own && <Button disabled={busy} onClick={() => void send({}, {})}>{t('words.back')}</Button>}
        </div>
        <p className="meta">{t('words.kept')}</p>
      </form>
    </Dialog>
  );
}
