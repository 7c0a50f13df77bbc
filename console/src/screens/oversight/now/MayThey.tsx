import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { MayOut } from '../../../api/generated';
import { Icon, Problem } from '../../../ui';
import { TABS } from '../tabs';
import { usePolicies } from './words';
import css from './Now.module.css';

type Place = 'role' | 'act' | 'purpose' | 'more';
const MORE = ['none', 'case', 'grant'];

/** A question to the policies, as a sentence with gaps; `reading` where the policies stand beside it. */
export function MayThey({ reading = false }: { reading?: boolean }) {
  const { t, i18n } = useTranslation('oversight');
  const words = usePolicies();
  const [asked, setAsked] = useState<Record<Place, string>>({ role: 'operator', act: 'see_unmasked', purpose: 'urban_safety', more: 'none' });
  const answer = useQuery({
    queryKey: ['policies', 'may', asked, i18n.language],
    queryFn: () => api.post<MayOut>('/policy/may', { role: asked.role, permission: asked.act, purpose: asked.purpose, case: asked.more !== 'none', grant: asked.more === 'grant' }),
    enabled: words !== null && words !== undefined,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  if (!words) return null;
  const choices: Record<Place, { id: string; label: string }[]> = {
    role: words.roles, act: words.permissions, purpose: words.purposes, more: MORE.map((id) => ({ id, label: t(`may.more.${id}`) })),
  };
  // Each language has its own order: the gaps stand as <role> in the sentence.
  const parts = t('may.sentence').split(/<(\w+)>/);
  return (
    <div className={css.ask}>
      <h2 className="sec">{t('may.title')}</h2>
      <p className={css.sentence}>
        {parts.map((part, place) => (place % 2 === 0
          ? part.trim() && <span key={place}>{part.trim()}</span>
          : (
            <select key={place} className={css.pick} aria-label={t(part === 'more' ? 'may.moreLabel' : `may.${part as Place}`)} value={asked[part as Place]} onChange={(event) => { const value = event.currentTarget.value; setAsked((now) => ({ ...now, [part]: value })); }}>
              {choices[part as Place].map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
            </select>
          )))}
      </p>
      {answer.error && <Problem error={answer.error} />}
      {answer.data && (
        <div className={css.answer} role="status">
          <Icon name={answer.data.allowed ? 'check' : 'x'} size={18} />
          <p><b>{t(answer.data.allowed ? 'may.yes' : 'may.no')}</b> {answer.data.sentence}{' '}
            {!reading && TABS.some((tab) => tab.id === 'policies') && <Link className="link" to="/oversight" search={{ tab: 'policies' }}>{t('may.read')}</Link>}
          </p>
        </div>
      )}
    </div>
  );
}
