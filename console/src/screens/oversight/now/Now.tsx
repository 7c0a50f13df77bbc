import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, Loading, useKeys } from '../../../ui';
import { useWaiting } from '../waiting';
import { BreachCard, LackingCard, RequestCard, StaleCard } from './Cards';
import { Done } from './Done';
import { AskedCard, ReviewCard } from './GrantCards';
import { InForce } from './InForce';
import { Log } from './Log';
import { MayThey } from './MayThey';
import { OfficersWaiting } from './OfficersWaiting';
import { Seal } from './Seal';
import { AssessmentsPanel, DeletionPanel, QuickPanel } from './State';
import css from './Now.module.css';

/** What waits for the officer, what is in force, and the log: one look, one key each. */
export function Now() {
  const { t } = useTranslation('oversight');
  const waiting = useWaiting();
  const [chosen, setChosen] = useState('');
  const asked = waiting.asked ?? [];
  const at = Math.max(0, asked.findIndex((one) => one.id === chosen));
  const step = (by: number) => setChosen(asked[Math.max(0, Math.min(asked.length - 1, at + by))]?.id ?? '');
  useKeys(
    [
      { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
      { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
    ],
    [t, asked.length, at],
  );
  return (
    <div className={css.now}>
      <section className={`${css.wait} scroll`} aria-label={t('waiting')} tabIndex={0}>
        {!waiting.known && <Loading>{t('loading')}</Loading>}
        {waiting.known && waiting.count === 0 && <EmptyState title={t('nothing.title')}>{t('nothing.text')}</EmptyState>}
        {asked.map((one, place) => <AskedCard key={one.id} grant={one} chosen={place === at} several={asked.length > 1} onChoose={() => setChosen(one.id)} />)}
        {waiting.reviews?.map((one) => <ReviewCard key={one.id} grant={one} />)}
        {waiting.stale.map((one) => <StaleCard key={one.subject} assessment={one} />)}
        {waiting.lacking.map((one) => <LackingCard key={one.subject} assessment={one} />)}
        {waiting.breachesOpen.map((one) => <BreachCard key={one.id} breach={one} />)}
        {waiting.late.map((one) => <RequestCard key={one.id} request={one} />)}
        <OfficersWaiting waiting={waiting.officers} />
        <Done />
      </section>
      <section className={`${css.state} scroll`} aria-label={t('state')} tabIndex={0}>
        {waiting.inForce && <InForce grants={waiting.inForce} />}
        {waiting.assessments && <AssessmentsPanel assessments={waiting.assessments} />}
        <QuickPanel />
        <DeletionPanel />
      </section>
      <section className={css.audit} aria-label={t('log.title')}>
        <Seal />
        <Log />
        <MayThey />
      </section>
    </div>
  );
}
