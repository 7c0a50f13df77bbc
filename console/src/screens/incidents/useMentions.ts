import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEvent } from '../../api/events';
import { useSession } from '../../api/session';
import { toast } from '../../ui';

/** Tells whoever is called by @ in an incident, on whatever screen they are. */
export function useMentions(): void {
  const { t } = useTranslation('incidents');
  const go = useNavigate();
  const me = useSession()?.person.id;
  useEvent<{ id: string; people: string[]; everybody: boolean } | null>('mention', (event) => {
    if (!event || !me || (!event.everybody && !event.people.includes(me))) return;
    const open = () => void go({ to: '/incidents', search: { incident: event.id } });
    toast(event.people.includes(me) ? t('mention.you') : t('mention.agency'), { undo: open, act: t('mention.open') });
  });
}
