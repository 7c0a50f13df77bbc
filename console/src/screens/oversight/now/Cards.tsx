import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { BreachOut, SubjectRequestOut } from '../../../api/generated';
import { day, Icon, moment, number, SeverityShape } from '../../../ui';
import type { Assessment } from '../types';
import css from './Now.module.css';

/** A tool runs otherwise than it was assessed: what differs, and when it stops. */
export function StaleCard({ assessment }: { assessment: Assessment }) {
  const { t } = useTranslation('oversight');
  return (
    <article className={css.card}>
      <div className={css.kind}>
        <SeverityShape shape="blind" size={15} bare /><span className="vio">{t('stale.kind')}</span>
        {assessment.stops_at && <span className={css.end}>{t('stale.stops', { at: moment(assessment.stops_at) })}</span>}
      </div>
      <p className={css.say}><Trans t={t} i18nKey="stale.say" values={{ tool: assessment.name }} components={{ b: <b /> }} /></p>
      {assessment.differences.length > 0 && (
        <div className={css.diff}>
          {assessment.differences.map((one) => (
            <Fragment key={one.label}>
              <span>{one.label}</span>
              <s><span className="sr">{t('stale.assessed')} </span>{one.was}</s>
              <b><span className="sr">{t('stale.now')} </span>{one.now}</b>
              <span className="meta">{[one.by, one.at && moment(one.at)].filter(Boolean).join(', ')}</span>
            </Fragment>
          ))}
        </div>
      )}
      <div className={css.acts}><Link className="btn" to="/oversight" search={{ tab: 'assessments', assessment: assessment.subject }}>{t('stale.again')}</Link><span className="meta">{t('stale.note')}</span></div>
    </article>
  );
}

/** A tool needs an assessment and has none that holds: it does not run until somebody writes one. */
export function LackingCard({ assessment }: { assessment: Assessment }) {
  const { t } = useTranslation('oversight');
  return (
    <article className={css.card}>
      <div className={css.kind}><SeverityShape shape="blind" size={15} bare /><span className="vio">{t(`lacking.${assessment.state}`)}</span></div>
      <p className={css.say}><Trans t={t} i18nKey="lacking.say" values={{ tool: assessment.name }} components={{ b: <b /> }} /></p>
      <div className={css.acts}><Link className="btn" to="/oversight" search={{ tab: 'assessments', assessment: assessment.subject }}>{t('lacking.open')}</Link></div>
    </article>
  );
}

/** A person asks about their own data and the limit is near or over. */
export function RequestCard({ request }: { request: SubjectRequestOut }) {
  const { t } = useTranslation('oversight');
  const kind = t(`request.of.${request.kind}`);
  return (
    <article className={css.card}>
      <div className={css.kind}><Icon name="user" size={16} />{t('request.kind')}<span className={`${css.end} ${request.late ? css.over : ''}`}>{request.late ? t('request.late', { at: day(request.due_at) }) : t('request.by', { at: day(request.due_at) })}</span></div>
      <p className={css.say}>{t('request.say', { kind, at: day(request.received_at) })}</p>
      <div className={css.acts}><Link className="btn" to="/oversight" search={{ tab: 'requests' }}>{t('request.open')}</Link><span className="meta">{request.number}</span></div>
    </article>
  );
}

/** A breach whose workbook is open: 72 hours. */
export function BreachCard({ breach }: { breach: BreachOut }) {
  const { t } = useTranslation('oversight');
  const left = breach.hours_left;
  return (
    <article className={css.card}>
      <div className={css.kind}><Icon name="shield" size={16} />{t('breach.kind')}<span className={`${css.end} ${breach.late ? css.over : ''}`}>{breach.late ? t('breach.late') : left === null ? '' : t('breach.left', { count: Math.floor(left), hours: number(Math.floor(left)) })}</span></div>
      <p className={css.say}>{t('breach.say', { title: breach.title, at: moment(breach.aware_at) })}</p>
      <div className={css.acts}><Link className="btn" to="/oversight" search={{ tab: 'breaches' }}>{t('breach.open')}</Link><span className="meta">{breach.number}</span></div>
    </article>
  );
}
