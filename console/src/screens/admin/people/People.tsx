import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PeopleOut } from '../../../api/generated';
import { useSession } from '../../../api/session';
import { Button, Loading, Problem, Tabs } from '../../../ui';
import { Agencies } from './Agencies';
import { Invite } from './Invite';
import { PeopleTable } from './PeopleTable';
import { Providers } from './Providers';
import css from './People.module.css';

type Part = 'people' | 'agencies' | 'providers';

/** Administrators: who may sign in, the installation's agencies, the city's own accounts. */
export function People() {
  const { t } = useTranslation('people');
  const session = useSession();
  const [part, setPart] = useState<Part>('people');
  const [inviting, setInviting] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['people'], queryFn: () => api.get<PeopleOut>('/people') });
  const active = data?.items.filter((one) => one.active).length ?? 0;
  return (
    <section className={css.screen} aria-label={t('title')}>
      <div className={css.head}>
        <h1>{t('title')}</h1>
        <span className="t2">{data && t('sentence', { count: active, agency: session?.agency.name ?? '' })}</span>
        <Tabs
          name="people"
          label={t('title')}
          value={part}
          onChange={setPart}
          tabs={(['people', 'agencies', 'providers'] as const).map((id) => ({ id, label: t(`tabs.${id}`) }))}
        />
        {part === 'people' && <Button kind="pri" icon="plus" onClick={() => setInviting(true)}>{t('invite')}</Button>}
      </div>
      <div className={`${css.rows} scroll`} id="people-panel" role="tabpanel" aria-labelledby={`people-${part}`} tabIndex={0}>
        {error && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && part === 'people' && <PeopleTable people={data} />}
        {data && part === 'agencies' && <Agencies may={data.installation} />}
        {part === 'providers' && <Providers />}
      </div>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </section>
  );
}
