import { useTranslation } from 'react-i18next';
import { useEvent } from '../../api/events';
import { useSession } from '../../api/session';
import { toast } from '../../ui';

const TOLD = new Set(['supervisor', 'administrator']);

/** Tells a supervisor at once, on whatever screen, that a step was left out, by whom, and why. */
export function useSkips(): void {
  const { t } = useTranslation('procedures');
  const role = useSession()?.person.role ?? '';
  useEvent<{ what: string; by: string; title: string; step: string; words: string }>('step', (told) => {
    if (told.what === 'skipped' && TOLD.has(role)) toast(t('told.skipped', { by: told.by, title: told.title, step: told.step, reason: told.words }));
  });
}
