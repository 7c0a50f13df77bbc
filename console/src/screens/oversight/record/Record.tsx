import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { address, api } from '../../../api/client';
import type { RecordOut } from '../../../api/generated';
import { Loading, moment, Problem } from '../../../ui';
import { useTakes } from '../takes';
import css from './Record.module.css';

/** The record of processing, made from what runs at this moment. */
export function Record() {
  const { t, i18n } = useTranslation('register');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['record', i18n.language], queryFn: ({ signal }) => api.get<RecordOut>('/record', {}, signal), refetchInterval: 30_000,
  });
  const takes = useTakes();
  const join = (parts: string[]) => parts.join('; ') || t('record.none');
  return (
    <div className={`${css.pane} scroll`} tabIndex={0} role="group" aria-label={t('record.title')}>
      {isPending && <Loading>{t('record.loading')}</Loading>}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <header className={css.head}>
            <div>
              <h2>{t('record.say', { count: data.activities.length })}</h2>
              <p className="meta">{t('record.made', { at: moment(data.made_at) })}{data.stopped.length > 0 && ` ${t('record.stopped', { tools: data.stopped.join(', ') })}`}</p>
            </div>
            {takes && (['pdf', 'csv'] as const).map((form) => <a key={form} className="btn line" href={address('/record/file', { form, locale: i18n.language })} download={`record.${form}`}>{t(`record.${form}`)}</a>)}
          </header>
          <dl className={css.who}>
            <div><dt>{t('record.controller')}</dt><dd>{data.controller}</dd></div>
            <div><dt>{t('record.officer')}</dt><dd>{data.officer || t('record.unnamed')}</dd></div>
          </dl>
          {data.activities.map((one) => (
            <section key={one.id} className={css.activity} aria-label={one.name}>
              <div><h3>{one.name}</h3><p className="t2">{one.purpose}</p></div>
              <dl>
                <div><dt>{t('record.basis')}</dt><dd>{one.legal_basis}</dd></div>
                <div><dt>{t('record.subjects')}</dt><dd>{one.subjects}</dd></div>
                <div><dt>{t('record.data')}</dt><dd>{join(one.data)}</dd></div>
                {one.sources.length > 0 && <div><dt>{t('record.sources')}</dt><dd>{join(one.sources)}</dd></div>}
                <div><dt>{t('record.recipients')}</dt><dd>{join(one.recipients)}</dd></div>
                <div><dt>{t('record.transfers')}</dt><dd>{one.transfers}</dd></div>
                <div><dt>{t('record.kept')}</dt><dd>{join(one.retention)}</dd></div>
                <div><dt>{t('record.measures')}</dt><dd>{one.measures}</dd></div>
              </dl>
            </section>
          ))}
        </>
      )}
    </div>
  );
}
