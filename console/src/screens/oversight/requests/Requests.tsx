import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/client';
import { useMay, useSession } from '../../../api/session';
import { Banner, Button, EmptyState, Loading, Problem } from '../../../ui';
import { requestQuery, requestsQuery, useTakeUp } from './api';
import { NewRequest } from './NewRequest';
import { RequestDetail } from './RequestDetail';
import { RequestList } from './RequestList';
import css from './Requests.module.css';

/** What persons ask of their own data: taken in, searched for, done, answered in time. */
export function Requests() {
  const { t } = useTranslation('rights');
  const session = useSession();
  const under = useMay('manage_rights');
  const takeUp = useTakeUp();
  const [chosen, setChosen] = useState('');
  const [adding, setAdding] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const { data, error, isPending, refetch } = useQuery(requestsQuery);
  const id = chosen || data?.[0]?.id || '';
  const detail = useQuery({ ...requestQuery(id), enabled: under && id !== '' });
  const open = data?.filter((one) => one.state === 'open') ?? [];
  const late = open.filter((one) => one.late).length;
  const officer = session?.person.role === 'data_protection_officer';
  const start = () => void takeUp().then(() => setRefused(null), setRefused);
  return (
    <div className={css.screen}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h2>{data ? t(late ? 'say.late' : open.length ? 'say.open' : 'say.none', { count: late || open.length }) : t('title')}</h2>
          {under && <Button kind="line" small icon="plus" onClick={() => setAdding(true)}>{t('add')}</Button>}
        </div>
        <div className={`${css.rows} scroll`} tabIndex={0} role="group" aria-label={t('list')}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {data?.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
          {data && <RequestList requests={data} chosen={id} onChoose={setChosen} />}
        </div>
      </section>
      <section className={`${css.right} scroll`} aria-label={t('one')} tabIndex={0}>
        {!under && (
          <div className={css.gate}>
            <Banner kind="note" act={officer && <Button kind="pri" onClick={start}>{t('gate.go')}</Button>}>
              <b>{t('gate.title')}</b> <span className="t2">{t(officer ? 'gate.text' : 'gate.who')}</span>
            </Banner>
            {refused !== null && <Problem error={refused} />}
          </div>
        )}
        {under && detail.isLoading && <Loading />}
        {under && detail.error && (detail.error instanceof ApiError && detail.error.status === 410 ? <EmptyState title={t('gone.title')}>{t('gone.text')}</EmptyState> : <Problem error={detail.error} retry={() => void detail.refetch()} />)}
        {under && detail.data && <RequestDetail key={id} request={detail.data} />}
      </section>
      {adding && <NewRequest onClose={() => setAdding(false)} onMade={(made) => { setAdding(false); setChosen(made); }} />}
    </div>
  );
}
