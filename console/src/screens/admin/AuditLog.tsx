import { useTranslation } from 'react-i18next';
import { Audit } from '../oversight/audit/Audit';
import css from './AuditLog.module.css';

/** The audit log as a screen of its own, for whoever has no oversight screen. */
export function AuditLog() {
  const { t } = useTranslation('audit');
  return (
    <section className={css.screen} aria-label={t('title')}>
      <div className={css.head}>
        <h1>{t('title')}</h1>
        <span className="t2">{t('sentence')}</span>
      </div>
      <div className={css.body}><Audit /></div>
    </section>
  );
}
