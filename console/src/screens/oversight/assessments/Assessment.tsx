import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, api } from '../../../api/client';
import type { AssessmentAnswer, AssessmentOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, date, Problem, toast } from '../../../ui';
import { useTakes } from '../takes';
import css from './Assessments.module.css';
import { Changed } from './Changed';
import { Documents } from './Documents';
import { Judge } from './Judge';
import { PutBack } from './PutBack';

/** One assessment: what departs from it, the answers, the opinions, the decision. */
export function Assessment({ one, again, onOpen }: { one: AssessmentOut; again?: (() => void) | undefined; onOpen: (id: string) => void }) {
  const { t } = useTranslation('assessments');
  const queries = useQueryClient();
  const mayWrite = useMay('assess');
  const sets = useMay('change_tools');
  const takes = useTakes();
  const writes = mayWrite && one.state === 'draft';
  const [answers, setAnswers] = useState<Record<string, AssessmentAnswer>>(one.answers);
  const [affected, setAffected] = useState(one.affected);
  const [dirty, setDirty] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const act = async (send: () => Promise<unknown>, said: string) => {
    try {
      await send();
      setProblem(null);
      toast(said);
      await queries.invalidateQueries({ queryKey: ['assessments'] });
    } catch (fault) {
      setProblem(fault);
    }
  };
  const url = `/assessments/${encodeURIComponent(one.id)}`;
  const put = (id: string, change: Partial<AssessmentAnswer>) => {
    setDirty(true);
    setAnswers({ ...answers, [id]: { text: '', gauge: 0, final: false, ...answers[id], ...change } });
  };
  const states = one.state as 'draft' | 'accepted' | 'refused' | 'replaced';
  return (
    <div className={css.one}>
      <header>
        <h2>{t(`head.${states}`, { name: one.name, until: one.valid_until ? date(one.valid_until) : '' })}</h2>
        <p className="meta">{t('numbered', { number: one.number, by: one.decided_by || one.changed_by, at: date(one.decided_at ?? one.changed_at) })}</p>
        {one.demonstration && <p className="t2">{t('demonstrationText')}</p>}
      </header>
      {one.differences.length > 0 && one.state !== 'replaced' && (
        <Changed one={one}>
          {one.state === 'accepted' && one.differences.some((part) => part.key.startsWith('setting.')) && (sets
            ? <PutBack one={one} url={url} />
            : <span className="meta">{t('putBack.others')}</span>)}
          {writes && <Button onClick={() => void act(() => api.post(`${url}/refresh`, { revision: one.revision }), t('refreshed'))} disabled={dirty}>{t('refresh')}</Button>}
        </Changed>
      )}
      <div className={css.acts}>
        {again && <Button kind="pri" onClick={again}>{t('again')}</Button>}
        {takes && <a className="btn line" href={address(`${url}/pia`)} download={`${one.subject}.json`}>{t('export')}</a>}
        <Documents name={one.name} documents={one.documents} />
      </div>
      {one.sections.map((section) => (
        <section key={section.id} className={css.section}>
          <h3>{section.title}</h3>
          {section.questions.map((question) => {
            const answer = answers[question.id] ?? { text: '', gauge: 0, final: false };
            return (
              <div key={question.id} className={css.question}>
                <label htmlFor={`q-${question.id}`} className="lbl">{question.text}</label>
                {one.lacking.includes(question.id) && <span className={css.lacks}>{t('lacks')}</span>}
                {writes
                  ? <textarea id={`q-${question.id}`} rows={Math.min(8, 2 + (answer.text ?? '').split('\n').length)} maxLength={4000} value={answer.text} onChange={(event) => put(question.id, { text: event.currentTarget.value })} />
                  : <p id={`q-${question.id}`}>{answer.text || t('nothing')}</p>}
                <div className={css.line}>
                  {question.gauge && writes && (
                    <label>{t('gauge.label')}
                      <select value={answer.gauge} onChange={(event) => put(question.id, { gauge: Number(event.currentTarget.value) })}>
                        {([0, 1, 2, 3, 4] as const).map((level) => <option key={level} value={level}>{t(`gauge.${level}`)}</option>)}
                      </select>
                    </label>
                  )}
                  {question.gauge && !writes && <span>{t('gauge.label')} {t(`gauge.${(answer.gauge ?? 0) as 0}`)}</span>}
                  {writes
                    ? <label><input type="checkbox" checked={answer.final ?? false} onChange={(event) => put(question.id, { final: event.currentTarget.checked })} />{t('final')}</label>
                    : <span className="meta">{t(answer.final ? 'final' : 'depends')}</span>}
                </div>
              </div>
            );
          })}
        </section>
      ))}
      <section className={css.section}>
        <h3>{t('affected.title')}</h3>
        {writes ? (
          <>
            <label className={css.line}><input type="checkbox" checked={affected.asked ?? false} onChange={(event) => { setDirty(true); setAffected({ ...affected, asked: event.currentTarget.checked }); }} />{t('affected.asked')}</label>
            <textarea className={css.area} rows={3} maxLength={4000} aria-label={t(affected.asked ? 'affected.said' : 'affected.why')} placeholder={t(affected.asked ? 'affected.said' : 'affected.why')} value={affected.text ?? ''} onChange={(event) => { setDirty(true); setAffected({ ...affected, text: event.currentTarget.value }); }} />
          </>
        ) : <p>{affected.text || t('nothing')}</p>}
      </section>
      {problem !== null && <Problem error={problem} />}
      {writes && (
        <div className={css.acts}>
          <Button kind="pri" disabled={!dirty} onClick={() => void act(() => api.put(url, { revision: one.revision, answers, affected }), t('saved'))}>{t('save')}</Button>
          {one.lacking.length > 0 && <span className="meta">{t('lacking', { count: one.lacking.length })}</span>}
        </div>
      )}
      <Judge one={one} dirty={dirty} act={act} url={url} />
      <details className={css.past}>
        <summary>{t('facts', { count: one.facts.length })}</summary>
        <dl className={css.facts}>{one.facts.map((fact) => <div key={fact.key}><dt>{fact.label}</dt><dd>{fact.value}</dd></div>)}</dl>
      </details>
      {one.past.length > 1 && (
        <details className={css.past}>
          <summary>{t('past', { count: one.past.length - 1 })}</summary>
          <ul>{one.past.map((other) => <li key={other.id}><button type="button" className="link" onClick={() => onOpen(other.id)}>{t('pastOne', { number: other.number, state: t(`word.${other.state as 'draft'}`), by: other.by, at: date(other.at) })}</button></li>)}</ul>
        </details>
      )}
    </div>
  );
}
