import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';

/** Why somebody was not let in, in a sentence. */
export function useRefusal(): (error: unknown) => string {
  const { t } = useTranslation('login');
  return (error) => {
    if (!(error instanceof ApiError) || error.status === 0) return t('ui:noAnswer');
    if (error.status === 429) {
      const seconds = (error.details as { retry_after_s?: number } | null)?.retry_after_s;
      return seconds ? t('tooMany', { seconds: Math.ceil(seconds) }) : t('tooManyPlain');
    }
    if (error.code === 'not_signed_in' && error.problem?.startsWith('Login')) return t('wrong');
    return error.problem ?? t('wrong');
  };
}
