import { useTranslation } from 'react-i18next';
import { Factors } from './Factors';
import { Sessions } from './Sessions';
import css from './Account.module.css';

/** One's own account: second factors and sessions. */
export function Account() {
  const { t } = useTranslation('account');
  return (
    <section className={`${css.screen} scroll`} aria-label={t('title')}>
      <div className={css.head}>
        <h1>{t('title')}</h1>
        <span className="t2">{t('sentence')}</span>
      </div>
      <div className={css.two}>
        <Factors />
        <Sessions />
      </div>
    </section>
  );
}
