import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { AssessmentOut, AssessmentStandingOut, MeasureOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, date, day, EmptyState, Loading, Problem, SeverityShape } from '../../../ui';
import css from './Assessments.module.css';
import { Assessment } from './Assessment';
import { Grace } from './Grace';
import { Import } from './Import';

/** What has been thought through before a tool runs, and whether it still runs so. */
export function Assessments() {
  const { t, i18n } = useTranslation('assessments');
  const queries = useQueryClient();
  const writes = useMay('assess');
  const { assessment: asked } = useSearch({ from: '/shell/oversight' });
  const [chosen, setChosen] = useState(asked ?? '');
  const [opened, setOpened] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [importing, setImporting] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['assessments', i18n.language], queryFn: ({ signal }) => api.get<AssessmentStandingOut[]>('/assessments', {}, signal), refetchInterval: 15_000,
  });
  const one = data?.find((row) => row.subject === chosen) ?? data?.find((row) => row.state === 'stale' || row.state === 'missing') ?? data?.[0];
  const id = opened || one?.draft || one?.assessment || '';
  const detail = useQuery({
    queryKey: ['assessments', 'one', id, i18n.language], enabled: id !== '',
    queryFn: ({ signal }) => api.get<AssessmentOut>(`/assessments/${encodeURIComponent(id)}`, {}, signal),
  });
  const troubled = data?.filter((row) => row.state === 'stale' || row.state === 'expired' || row.state === 'missing').length ?? 0;
  const choose = (subject: string) => { setChosen(subject); setOpened(''); setProblem(null); };
  const begin = async (subject: string) => {
    try {
      const made = await api.post<AssessmentOut>('/assessments', { subject });
      setProblem(null);
      setChosen(subject);
      setOpened(made.id);
      await queries.invalidateQueries({ queryKey: ['assessments'] });
    } catch (fault) {
      setProblem(fault);
    }
  };
  return (
    <div className={css.screen}>
      <section className={`${css.left} scroll`} aria-label={t('title')} tabIndex={0}>
        <h2>{data ? t(troubled ? 'say.troubled' : 'say.well', { count: troubled }) : t('title')}</h2>
        {isPending && <Loading>{t('loading')}</Loading>}
        {error && <Problem error={error} retry={() => void refetch()} />}
        <ul className={css.list}>
          {data?.map((row) => (
            <li key={row.subject} className={row.subject === one?.subject ? css.chosen : undefined} onClick={() => choose(row.subject)}>
              <button type="button" aria-current={row.subject === one?.subject || undefined}>{row.name}</button>
              <State row={row} />
              <span className="meta">{[row.demonstration ? t('demonstration') : '', row.draft ? t('begun') : '', row.running ? '' : t('stopped')].filter(Boolean).join(', ')}</span>
            </li>
          ))}
        </ul>
        <Measures />
        <Grace />
        {writes && data && <div className={css.end}><Button small onClick={() => setImporting(true)}>{t('import.open')}</Button></div>}
      </section>
      <section className={`${css.right} scroll`} aria-label={t('one')} tabIndex={0}>
        {problem !== null && <Problem error={problem} />}
        {detail.error && <Problem error={detail.error} retry={() => void detail.refetch()} />}
        {one && !id && (
          <EmptyState title={t(one.needs ? 'none.needed' : 'none.title')} act={writes ? <Button kind="pri" onClick={() => void begin(one.subject)}>{t('begin')}</Button> : undefined}>
            {t(writes ? 'none.text' : 'none.others')}
          </EmptyState>
        )}
        {detail.data && one && (
          <Assessment
            key={`${id} ${detail.data.revision} ${detail.data.state}`} one={detail.data}
            again={writes && !one.draft && detail.data.state !== 'draft' ? () => void begin(one.subject) : undefined} onOpen={setOpened}
          />
        )}
      </section>
      {importing && data && <Import rows={data} first={one?.subject ?? ''} onClose={() => setImporting(false)} onMade={(made) => { setImporting(false); setProblem(null); setChosen(made.subject); setOpened(made.id); }} />}
    </div>
  );
}

function State({ row }: { row: AssessmentStandingOut }) {
  const { t } = useTranslation('assessments');
  if (row.state === 'stale') return <span className={`${css.state} ${css.stale}`}><SeverityShape shape="blind" size={13} bare />{t('state.stale', { at: row.stale_since ? day(row.stale_since) : '' })}</span>;
  if (row.state === 'missing' || row.state === 'expired') return <span className={`${css.state} ${css.bad}`}>{t(`state.${row.state}`)}</span>;
  return <span className={`${css.state} t2`}>{row.valid_until ? t('state.until', { at: date(row.valid_until) }) : t('state.not_needed')}</span>;
}

function Measures() {
  const { t, i18n } = useTranslation('assessments');
  const { data } = useQuery({ queryKey: ['measures', i18n.language], queryFn: ({ signal }) => api.get<MeasureOut[]>('/assessments/measures', {}, signal) });
  const lacking = data?.filter((one) => one.state === 'lacking').length ?? 0;
  return (
    <details className={css.measures}>
      <summary>{t('measures.title', { count: lacking })}</summary>
      <ul>
        {data?.map((one) => (
          <li key={one.id}><span>{one.text}</span><span className={one.state === 'lacking' ? css.bad : 'meta'}>{t(`measures.${one.state}`)}</span></li>
        ))}
      </ul>
    </details>
  );
}
