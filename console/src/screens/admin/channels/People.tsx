import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { Loading, Problem, toast } from '../../../ui';
import { CHANNELS, contactsQuery } from './api';
import type { Contact } from './types';
import css from './Channels.module.css';

function Line({ contact }: { contact: Contact }) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const [email, setEmail] = useState(contact.email);
  const save = async (change: { email?: string; on_call?: boolean }) => {
    try {
      await api.put(`/channels/contacts/${contact.person}`, { email: email.trim(), on_call: contact.on_call, ...change });
      toast(t('people.saved', { name: contact.name }));
      await queries.invalidateQueries({ queryKey: CHANNELS });
    } catch (error) {
      setEmail(contact.email);
      toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
  };
  return (
    <tr>
      <td>{contact.name}</td>
      <td className="t2">{t(`shell:role.${contact.role}`, { defaultValue: contact.role })}</td>
      <td>
        <input
          className={css.input}
          type="email"
          aria-label={t('people.emailOf', { name: contact.name })}
          value={email}
          maxLength={320}
          onChange={(event) => setEmail(event.currentTarget.value)}
          onBlur={() => email.trim() !== contact.email && void save({})}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </td>
      <td>
        <label className={css.check}>
          <input type="checkbox" checked={contact.on_call} aria-label={t('people.onCallOf', { name: contact.name })} onChange={(event) => void save({ on_call: event.currentTarget.checked })} />
        </label>
      </td>
    </tr>
  );
}

/** How people are reached, and who is on call. */
export function People() {
  const { t } = useTranslation('channels');
  const { data, error, isPending, refetch } = useQuery(contactsQuery);
  return (
    <>
      <p className={`t2 ${css.lead}`}>{t('people.text')}</p>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data && (
        <table className={css.table}>
          <thead>
            <tr>{['name', 'role', 'email', 'onCall'].map((each) => <th key={each} scope="col">{t(`people.${each}`)}</th>)}</tr>
          </thead>
          <tbody>{data.map((each) => <Line key={each.person} contact={each} />)}</tbody>
        </table>
      )}
    </>
  );
}
