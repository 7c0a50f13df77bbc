import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { ProviderOut } from '../../../api/generated';
import { Button, Dialog, Problem, toast } from '../../../ui';
import { BY_GROUP, rulesOf } from './roles';
import css from './People.module.css';

const FIELDS = ['name', 'issuer', 'clientId', 'secret', 'scopes', 'claim'] as const;

/** A provider of accounts: where it is, who we are there, which groups give which roles. */
export function ProviderEditor({ provider, onClose }: { provider: ProviderOut | null; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [values, setValues] = useState<Record<(typeof FIELDS)[number], string>>({
    name: provider?.name ?? '', issuer: provider?.issuer ?? '', clientId: provider?.client_id ?? '', secret: '',
    scopes: provider?.scopes ?? 'openid profile email groups', claim: provider?.groups_claim ?? 'groups',
  });
  const [groups, setGroups] = useState(provider?.roles.map((rule) => `${rule.group} = ${rule.role}`).join('\n') ?? '');
  const [otherwise, setOtherwise] = useState<string>(provider?.default_role ?? '');
  const [problem, setProblem] = useState<unknown>(null);
  const { rules, bad } = rulesOf(groups);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    const body = {
      name: values.name, issuer: values.issuer.trim(), client_id: values.clientId, scopes: values.scopes, groups_claim: values.claim,
      client_secret: values.secret || (provider ? null : ''), roles: rules, default_role: otherwise || null, enabled: true,
    };
    try {
      await (provider ? api.put(`/oidc/providers/${provider.id}`, body) : api.post('/oidc/providers', body));
      toast(t('providers.saved', { name: values.name }));
      onClose();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={provider?.name ?? t('providers.add')} size={560}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        {FIELDS.map((field) => (
          <label className="in" key={field}>
            <span className="lbl">{t(`providers.${field}`)}</span>
            <input
              value={values[field]}
              type={field === 'secret' ? 'password' : 'text'}
              autoComplete="off"
              placeholder={field === 'secret' && provider?.secret_set ? t('providers.secretKept') : undefined}
              onChange={(event) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, [field]: value })); }}
            />
          </label>
        ))}
        <label className="in"><span className="lbl">{t('providers.groups')}</span>
          <textarea className={css.area} value={groups} onChange={(event) => setGroups(event.currentTarget.value)} />
          {bad !== null && <span className="err">{t('providers.bad', { line: bad, roles: BY_GROUP.join(', ') })}</span>}
        </label>
        <label className="in"><span className="lbl">{t('providers.default')}</span>
          <select className={css.select} value={otherwise} onChange={(event) => setOtherwise(event.currentTarget.value)}>
            <option value="">{t('providers.nobody')}</option>
            {BY_GROUP.map((one) => <option key={one} value={one}>{t(`shell:role.${one}`)}</option>)}
          </select>
        </label>
        <p className="meta">{t('providers.callback', { address: provider?.callback ?? `${location.origin}/api/oidc/callback` })}</p>
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={bad !== null || !values.name.trim() || !values.issuer.trim() || !values.clientId.trim()}>{t('providers.save')}</Button>
      </form>
    </Dialog>
  );
}
