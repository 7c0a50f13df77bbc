import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import type { MemberOut, PeopleOut, Role } from '../../../api/generated';
import { useSession } from '../../../api/session';
import { Avatar, Button, Chip, Dialog, moment, toast } from '../../../ui';
import { OneTimeLink, type LinkMade } from './OneTimeLink';
import { ROLES } from './roles';
import css from './People.module.css';

/** Everybody of the agency with role and ways to sign in, then open invitations. */
export function PeopleTable({ people }: { people: PeopleOut }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const me = useSession()?.person.id;
  const [resetting, setResetting] = useState<MemberOut | null>(null);
  const act = (run: () => Promise<unknown>, said?: string) => {
    run().then(() => said && toast(said), (error: unknown) => toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' }))
      .finally(() => void queries.invalidateQueries({ queryKey: ['people'] }));
  };
  const change = (one: MemberOut, role: Role) =>
    act(() => api.patch(`/people/${one.id}`, { role }), t('changed', { name: one.name, role: t(`shell:role.${role}`) }));
  return (
    <>
      <table className={css.table}>
        <thead><tr>{['name', 'login', 'role', 'ways', 'sessions'].map((one) => <th key={one} scope="col">{t(one)}</th>)}<th /></tr></thead>
        <tbody>
          {people.items.map((one) => (
            <tr key={one.id} className={one.active ? '' : css.off}>
              <td><span className={css.who}><Avatar initials={one.initials} name={one.name} small /><b>{one.name}</b>{!one.active && <Chip>{t('off')}</Chip>}</span></td>
              <td className="t2">{one.login}</td>
              <td>
                <select className={css.select} aria-label={`${t('role')}: ${one.name}`} value={one.role} disabled={!one.active} onChange={(event) => change(one, event.currentTarget.value as Role)}>
                  {ROLES.map((role) => <option key={role} value={role}>{t(`shell:role.${role}`)}</option>)}
                </select>
              </td>
              <td className="t2">{one.provider ?? [t('password'), ...one.factors.map((kind) => t(kind))].join(', ')}</td>
              <td className="t2">{one.sessions || '–'}</td>
              <td className={css.acts}>
                <Menu position="bottom-end" withinPortal={false}>
                  <Menu.Target><Button kind="quiet" small aria-label={t('act', { name: one.name })}>…</Button></Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setResetting(one)}>{t('reset')}</Menu.Item>
                    <Menu.Item onClick={() => act(() => api.delete(`/people/${one.id}/sessions`), t('endedAll', { name: one.name }))}>{t('endSessions')}</Menu.Item>
                    {one.id !== me && <Menu.Item onClick={() => act(() => api.patch(`/people/${one.id}`, { active: !one.active }))}>{t(one.active ? 'switchOff' : 'switchOn')}</Menu.Item>}
                  </Menu.Dropdown>
                </Menu>
              </td>
            </tr>
          ))}
          {people.invitations.map((one) => (
            <tr key={one.id} className={css.off}>
              <td><b>{one.name}</b></td>
              <td>{t('invited', { at: moment(one.expires_at) })}</td>
              <td>{t(`shell:role.${one.role}`, { defaultValue: one.role })}</td>
              <td /><td />
              <td className={css.acts}><Button small onClick={() => act(() => api.delete(`/people/invitations/${one.id}`))}>{t('withdraw')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
      {resetting && <Reset person={resetting} onClose={() => setResetting(null)} />}
    </>
  );
}

function Reset({ person, onClose }: { person: MemberOut; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [factors, setFactors] = useState(false);
  const [made, setMade] = useState<LinkMade | null>(null);
  const make = () => void api.post<LinkMade>(`/people/${person.id}/reset`, { factors })
    .then(setMade, (error: unknown) => toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' }));
  return (
    <Dialog open onClose={onClose} title={t('reset')} size={460}>
      {made ? <OneTimeLink made={made} onDone={onClose} /> : (
        <div className="fields">
          <p className="t2">{t('resetText', { name: person.name })}</p>
          <label className={css.check}><input type="checkbox" checked={factors} onChange={(event) => setFactors(event.currentTarget.checked)} />{t('resetFactors')}</label>
          <Button kind="pri" onClick={make}>{t('make')}</Button>
        </div>
      )}
    </Dialog>
  );
}
