import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { LinkWaitingOut } from '../../../api/generated';
import { Button, EffectsBelow, Icon, moment, Problem, toast } from '../../../ui';
import css from './Now.module.css';

const KEY = ['officers-waiting'];

/** Who waits to become an officer or advisor: an administrator asked, an officer decides. */
export function OfficersWaiting({ waiting }: { waiting: LinkWaitingOut[] }) {
  return waiting.map((one) => <Card key={one.id} one={one} />);
}

function Card({ one }: { one: LinkWaitingOut }) {
  const { t } = useTranslation('oversight');
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const decide = async (act: 'approve' | 'refuse') => {
    setBusy(true);
    try {
      await api.post(`/people/officers/${encodeURIComponent(one.id)}/${act}`, {});
      toast(t(`officer.done.${act}`, { name: one.name }));
      await queries.invalidateQueries({ queryKey: KEY });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <article className={css.card}>
      <div className={css.kind}><Icon name="user" size={16} />{t(`officer.kind.${one.kind}`)}<span className={css.end}>{t('officer.until', { at: moment(one.expires_at) })}</span></div>
      <p className={css.say}><Trans t={t} i18nKey="officer.say" values={{ name: one.name, by: one.asked_by, role: t(`officer.role.${one.role}`) }} components={{ b: <b /> }} /></p>
      {error !== null && <Problem error={error} />}
      <div className={css.acts}><Button disabled={busy} onClick={() => void decide('approve')}>{t('officer.approve')}</Button><Button disabled={busy} onClick={() => void decide('refuse')}>{t('officer.refuse')}</Button></div>
      <EffectsBelow of="officer" values={{ by: one.asked_by, name: one.name, at: moment(one.expires_at) }} />
    </article>
  );
}
