import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { addPasskey, passkeysWork } from '../../api/passkeys';
import { Button, Dialog, EmptyState, Icon, Loading, moment, Problem, toast } from '../../ui';
import { NewTotp } from './NewTotp';
import css from './Account.module.css';

interface Factor { id: string; kind: 'totp' | 'passkey'; name: string; created_at: string; used_at: string | null }
interface Own { items: Factor[]; codes_left: number }

/** One's own second factors: added, named, removed; recovery codes. */
export function Factors() {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: ['me', 'factors'], queryFn: () => api.get<Own>('/me/factors') });
  const [codes, setCodes] = useState<string[]>([]);
  const [adding, setAdding] = useState(false);
  const [naming, setNaming] = useState<Factor | null>(null);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const done = (made: string[]) => {
    setCodes(made);
    setAdding(false);
    void queries.invalidateQueries({ queryKey: ['me', 'factors'] });
  };
  const act = (run: () => Promise<unknown>) => {
    setProblem(null);
    run().then(() => queries.invalidateQueries({ queryKey: ['me', 'factors'] }), setProblem);
  };
  const passkey = () => act(async () => {
    const made = await addPasskey(t('passkeyName', { device: navigator.platform || t('thisDevice') }).slice(0, 80));
    if (made) done(made);
  });
  const rename = () => {
    const chosen = naming;
    setNaming(null);
    if (chosen && name.trim()) act(() => api.patch(`/me/factors/${chosen.id}`, { name: name.trim() }));
  };
  const remove = (one: Factor) => act(async () => {
    await api.delete(`/me/factors/${one.id}`);
    toast(t('removed', { name: one.name }));
  });
  return (
    <section className={css.part} aria-label={t('factors')}>
      <h2>{t('factors')}</h2>
      {error && <Problem error={error} />}
      {problem !== null && <Problem error={problem} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && <EmptyState title={t('noFactors')}>{t('noFactorsText')}</EmptyState>}
      <ul className={css.list}>
        {data?.items.map((one) => (
          <li key={one.id}>
            <Icon name={one.kind === 'passkey' ? 'key' : 'phone'} size={18} />
            <div>
              <b>{one.name}</b>
              <span className="meta">{[t(one.kind), t('added', { at: moment(one.created_at) }), one.used_at && t('used', { at: moment(one.used_at) })].filter(Boolean).join(' · ')}</span>
            </div>
            <span className={css.acts}>
              <Button small kind="quiet" onClick={() => { setNaming(one); setName(one.name); }}>{t('rename')}</Button>
              <Button small kind="quiet" onClick={() => remove(one)}>{t('remove')}</Button>
            </span>
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        {passkeysWork() && <Button icon="key" onClick={passkey}>{t('addPasskey')}</Button>}
        {data && !data.items.some((one) => one.kind === 'totp') && <Button icon="phone" onClick={() => setAdding(true)}>{t('addTotp')}</Button>}
      </div>
      {data && data.items.length > 0 && (
        <div className={css.acts}>
          <span className="t2">{t('codesLeft', { count: data.codes_left })}</span>
          <Button small onClick={() => act(async () => done((await api.post<{ codes: string[] }>('/me/codes')).codes))}>{t('newCodes')}</Button>
        </div>
      )}
      {adding && <NewTotp onDone={done} onClose={() => setAdding(false)} />}
      <Dialog open={codes.length > 0} fixed onClose={() => setCodes([])} title={t('codes')} size={440}>
        <div className="fields">
          <p className="t2">{t('codesText')}</p>
          <div className={css.codes} data-testid="codes">{codes.map((code) => <span key={code}>{code}</span>)}</div>
          <Button kind="pri" onClick={() => setCodes([])}>{t('kept')}</Button>
        </div>
      </Dialog>
      <Dialog open={naming !== null} onClose={() => setNaming(null)} title={t('rename')} size={400}>
        <form className="fields" onSubmit={(event) => { event.preventDefault(); rename(); }}>
          <label className="in"><span className="lbl">{t('name')}</span>
            <input value={name} maxLength={80} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
          </label>
          <Button kind="pri" type="submit">{t('ui:save')}</Button>
        </form>
      </Dialog>
    </section>
  );
}
