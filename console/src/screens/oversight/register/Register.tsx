import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { RegisterOut, RegisterSettings } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Banner, Button, Loading, Problem, toast } from '../../../ui';
import { PublicRegister } from '../../register/PublicRegister';
import css from './Register.module.css';

/** What citizens must be told besides what is processed (GDPR Article 13): without these a published register falls short. */
const OWED = ['contact', 'officer', 'authority'] as const;
const FIELDS = ['controller', 'contact', 'officer', 'authority', 'transfers'] as const;

/** What citizens read, as they see it, and what the agency says of itself there. */
export function Register() {
  const { t, i18n } = useTranslation('register');
  const preview = useQuery({
    queryKey: ['register', 'preview', i18n.language], queryFn: ({ signal }) => api.get<RegisterOut>('/register/preview', {}, signal), refetchInterval: 30_000,
  });
  const said = useQuery({ queryKey: ['register', 'settings'], queryFn: ({ signal }) => api.get<RegisterSettings>('/register/settings', {}, signal) });
  return (
    <div className={css.screen}>
      <section className={`${css.preview} scroll`} tabIndex={0} aria-label={t('settings.preview')}>
        {preview.isPending && <Loading>{t('public.loading')}</Loading>}
        {preview.error && <Problem error={preview.error} retry={() => void preview.refetch()} />}
        {preview.data && <PublicRegister register={preview.data} />}
      </section>
      <section className={`${css.side} scroll`} tabIndex={0} aria-label={t('settings.title')}>
        <h2>{t('settings.title')}</h2>
        {said.error && <Problem error={said.error} />}
        {said.data && <Settings said={said.data} />}
        <a className="btn line" href="/register" target="_blank" rel="noreferrer">{t('settings.open')}</a>
      </section>
    </div>
  );
}

function Settings({ said }: { said: RegisterSettings }) {
  const { t, i18n } = useTranslation('register');
  const writes = useMay('assess');
  const queries = useQueryClient();
  const [values, setValues] = useState(said);
  const [problem, setProblem] = useState<unknown>(null);
  const lacks = (values.published ?? true) ? OWED.filter((name) => !values[name]?.trim()) : [];
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await api.put('/register/settings', values);
      setProblem(null);
      await queries.invalidateQueries({ queryKey: ['register'] });
      toast(t('settings.saved'));
    } catch (fault) {
      setProblem(fault);
    }
  };
  return (
    <form className="fields" onSubmit={(event) => void submit(event)}>
      {lacks.length > 0 && <Banner kind="note" live>{t('settings.lacks', { what: list.format(lacks.map((name) => t(`settings.short.${name}`))) })}</Banner>}
      {FIELDS.map((name) => (
        <label key={name} className="in"><span className="lbl">{t(`settings.${name}`)}</span>
          <input value={values[name] ?? ''} maxLength={400} readOnly={!writes} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} />
        </label>
      ))}
      <label className={css.check}><input type="checkbox" checked={values.published ?? true} disabled={!writes} onChange={(event) => setValues({ ...values, published: event.currentTarget.checked })} />{t('settings.published')}</label>
      {problem !== null && <Problem error={problem} />}
      {writes ? <Button kind="pri" type="submit">{t('settings.save')}</Button> : <p className="meta">{t('settings.others')}</p>}
    </form>
  );
}
