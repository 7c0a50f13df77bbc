import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentOut } from '../../../api/generated';
import { moment } from '../../../ui';
import css from './Assessments.module.css';

/** What is no longer as it was assessed. */
export function Changed({ one, children }: { one: AssessmentOut; children?: ReactNode }) {
  const { t } = useTranslation('assessments');
  return (
    <section className={css.section} aria-label={t('changed.title')}>
      <h3 className={css.stale}>{t('changed.title')}</h3>
      <ul className={css.changed}>
        {one.differences.map((part) => (
          <li key={part.key}>
            <span>{part.label}</span>
            <span><s>{part.was || t('changed.none')}</s> <b>{part.now || t('changed.none')}</b></span>
            <span className="meta">{[part.by, part.at ? moment(part.at) : ''].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
      {one.stops_at && one.state === 'accepted' && <p>{t('changed.stops', { at: moment(one.stops_at) })}</p>}
      <div className={css.acts}>{children}</div>
    </section>
  );
}
