import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import type { ProviderOut } from '../../../api/generated';
import { Button, EmptyState, Icon, Loading, Problem, toast } from '../../../ui';
import { ProviderEditor } from './ProviderEditor';
import css from './People.module.css';

/** The city's own accounts: providers with their groups and roles. */
export function Providers() {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [editing, setEditing] = useState<ProviderOut | 'new' | null>(null);
  const { data, error } = useQuery({ queryKey: ['providers'], queryFn: () => api.get<ProviderOut[]>('/oidc/providers') });
  const again = () => void queries.invalidateQueries({ queryKey: ['providers'] });
  const remove = (one: ProviderOut) => void api.delete(`/oidc/providers/${one.id}`)
    .then(() => toast(t('providers.removed', { name: one.name })), (failed: unknown) => toast(problemOf(failed).problem ?? t('ui:noAnswer'), { kind: 'problem' }))
    .finally(again);
  return (
    <div className={css.pane}>
      <p className="t2">{t('providers.text')}</p>
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <EmptyState title={t('providers.none')} />}
      <ul className={css.list}>
        {data?.map((one) => (
          <li key={one.id}>
            <Icon name="key" size={18} />
            <div><b>{one.name}</b><br /><span className="meta">{one.issuer}</span></div>
            <Button small onClick={() => setEditing(one)}>{t('edit')}</Button>
            <Button small kind="quiet" onClick={() => remove(one)}>{t('providers.remove')}</Button>
          </li>
        ))}
      </ul>
      <div><Button icon="plus" onClick={() => setEditing('new')}>{t('providers.add')}</Button></div>
      {editing && <ProviderEditor provider={editing === 'new' ? null : editing} onClose={() => { setEditing(null); again(); }} />}
    </div>
  );
}
