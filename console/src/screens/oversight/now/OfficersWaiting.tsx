import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { LinkWaitingOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, Icon, moment, Problem } from '../../../ui';
import { useOptional } from '../waiting';
import css from './Now.module.css';

const KEY = ['officers-waiting'];

/** Who waits to become an officer or advisor: an administrator asked, an officer decides. */
export function OfficersWaiting() {
  const approves = useMay('approve_officers');
  const waiting = useOptional<LinkWaitingOut[]>(KEY, '/people/officers/waiting', {}, 300_000, approves);
  return waiting?.map((one) => <Card key={one.id} one={one} />);
}

function Card({ one }: { one: LinkWaitingOut }) {
  const { t } = useTranslation('oversight');
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const decide = (act: 'approve' | 'refuse') => {
    api.post(`/people/officers/${encodeURIComponent(one.id)}/${act}`, {})
      .then(() => queries.invalidateQueries({ queryKey: KEY }))
      .catch(setError);
  };
  return (
    <article className={css.card}>
      <div className={css.kind}><Icon name="user" size={16} />{t(`officer.kind.${one.kind}`)}<span className={css.end}>{t('officer.until', { at: moment(one.expires_at) })}</span></div>
      <p className={css.say}><Trans t={t} i18nKey="officer.say" values={{ name: one.name, by: one.asked_by, role: t(`officer.role.${one.role}`) }} components={{ b: <b /> }} /></p>
      {error !== null && <Problem error={error} />}
      <div className={css.acts}><Button onClick={() => decide('approve')}>{t('officer.approve')}</Button><Button kind="line" onClick={() => decide('refuse')}>{t('officer.refuse')}</Button></div>
    </article>
  );
}
