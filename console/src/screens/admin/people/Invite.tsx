import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { Role } from '../../../api/generated';
import { Button, Dialog, Problem } from '../../../ui';
import { OneTimeLink, type LinkMade } from './OneTimeLink';
import { ROLES } from './roles';
import css from './People.module.css';

/** Inviting somebody: who, as what, then the link. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [made, setMade] = useState<LinkMade | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      setMade(await api.post<LinkMade>('/people/invitations', { name: name.trim(), role }));
      await queries.invalidateQueries({ queryKey: ['people'] });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('invite')} size={460}>
      {made ? <OneTimeLink made={made} onDone={onClose} /> : (
        <form className="fields" onSubmit={(event) => void submit(event)}>
          <label className="in"><span className="lbl">{t('name')}</span>
            <input value={name} autoFocus maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
          </label>
          <label className="in"><span className="lbl">{t('role')}</span>
            <select className={css.select} value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
              {ROLES.map((one) => <option key={one} value={one}>{t(`shell:role.${one}`)}</option>)}
            </select>
          </label>
          {problem !== null && <Problem error={problem} />}
          <Button kind="pri" type="submit" disabled={!name.trim()}>{t('make')}</Button>
        </form>
      )}
    </Dialog>
  );
}
