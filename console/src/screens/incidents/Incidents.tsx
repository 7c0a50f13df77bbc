import { useTranslation } from 'react-i18next';

/** The incidents of the agency, and one of them at work. */
export function Incidents() {
  const { t } = useTranslation('incidents');
  return <h1 className="sr">{t('title')}</h1>;
}
