import { useTranslation } from 'react-i18next';
import { Button, moment, toast } from '../../../ui';
import css from './People.module.css';

export interface LinkMade { link: string; expires_at: string }

/** A one-time link, shown this once. */
export function OneTimeLink({ made, onDone }: { made: LinkMade; onDone: () => void }) {
  const { t } = useTranslation('people');
  const copy = () => void navigator.clipboard.writeText(made.link).then(() => toast(t('copied')));
  return (
    <div className="fields">
      <p className="t2">{t('link')}. {t('linkText', { at: moment(made.expires_at) })}</p>
      <div className={css.link}><code data-testid="link">{made.link}</code><Button small onClick={copy}>{t('copy')}</Button></div>
      <Button kind="pri" onClick={onDone}>{t('done')}</Button>
    </div>
  );
}
