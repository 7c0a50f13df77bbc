import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { GrantOut } from '../../../api/generated';
import { useWallNow } from '../../../api/status';
import { EmptyState, Loading, moment, Problem } from '../../../ui';
import { AskedCard, ReviewCard, useItemName } from '../now/GrantCards';
import { InForce } from '../now/InForce';
import css from './Grants.module.css';

const FILTERS = ['all', 'waiting', 'in_force', 'to_review', 'ended'] as const;

/** Who asked to see what, who answered, how often it was looked at, and whether overrides were right. */
export function Grants() {
  const { t } = useTranslation('grants');
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const now = useWallNow();
  const { data, error, isPending } = useQuery({
    queryKey: ['grants', 'tab'],
    queryFn: ({ signal }) => api.get<GrantOut[]>('/grants', { state: 'all' }, signal),
    refetchInterval: 15_000,
  });
  const stateOf = (one: GrantOut) => (one.state === 'in_force' && one.expires_at && Date.parse(one.expires_at) <= now ? 'ended' : one.state);
  const shown = (data ?? []).filter((one) => {
    if (filter === 'all') return true;
    if (filter === 'to_review') return one.override && !one.reviewed_at;
    return filter === 'ended' ? ['ended', 'refused'].includes(stateOf(one)) : stateOf(one) === filter;
  });
  const cards = shown.filter((one) => one.state === 'waiting' || (one.override && !one.reviewed_at));
  const rest = shown.filter((one) => !cards.includes(one));
  return (
    <div className={css.grants}>
      <div className={`tabs ${css.filters}`} role="group" aria-label={t('filter.label')}>
        {FILTERS.map((one) => <button key={one} type="button" className={one === filter ? 'on' : undefined} aria-pressed={one === filter} onClick={() => setFilter(one)}>{t(`filter.${one}`)}</button>)}
      </div>
      {isPending && <Loading />}
      {error && <Problem error={error} />}
      {data && shown.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
      {cards.map((one) => (one.state === 'waiting'
        ? <AskedCard key={one.id} grant={one} chosen={false} several={false} onChoose={() => undefined} />
        : <ReviewCard key={one.id} grant={one} />))}
      {rest.some((one) => stateOf(one) === 'in_force') && <InForce grants={rest.filter((one) => stateOf(one) === 'in_force')} />}
      {rest.some((one) => stateOf(one) !== 'in_force') && (
        <ul className={css.list}>
          {rest.filter((one) => stateOf(one) !== 'in_force').map((one) => <Past key={one.id} grant={one} />)}
        </ul>
      )}
    </div>
  );
}

function Past({ grant }: { grant: GrantOut }) {
  const { t } = useTranslation('grants');
  const item = useItemName()(grant);
  const end = grant.refusal
    ? t('past.refused', { name: grant.decided_by?.name ?? '', reason: grant.refusal })
    : grant.decided_by ? t('past.allowed', { name: grant.decided_by.name, count: grant.minutes })
      : grant.override ? t('past.override') : t('past.withdrawn');
  return (
    <li>
      <b>{grant.number}</b> {t('past.asked', { name: grant.asked_by.name, item, at: moment(grant.asked_at), reference: grant.case_reference })}
      <p className="t2">{grant.reason}</p>
      <p className="meta">
        {[end, t('past.seen', { count: grant.uses }), grant.reviewed_by && t(grant.review_right ? 'past.right' : 'past.wrong', { name: grant.reviewed_by.name })].filter(Boolean).join(' · ')}
      </p>
    </li>
  );
}
