import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../api/client';
import { playTest } from '../../shell/sound';
import { toast } from '../../ui';
import type { Handover, Item, Offer } from './api';

type Step = { act: 'take' | 'leave'; items: Item[] | null; note?: string } | { act: 'finish' };

/** The acts of a handover; the first of them begins it, so that one key can do everything. */
export function useHandover(offer: Offer | undefined, leaver: { id: string; name: string } | null) {
  const { t } = useTranslation('handover');
  const queries = useQueryClient();
  const going = async (): Promise<Handover> =>
    offer?.handover ?? api.post<Handover>('/shifts/handovers', { desk: offer?.desk ?? '', leaver: leaver?.id });
  const finish = async (id: string) => {
    await api.post<Handover>(`/shifts/handovers/${id}/finish`, {});
    toast(playTest() ? t('done.sound', { desk: offer?.desk_name }) : t('done.silent', { desk: offer?.desk_name }));
  };
  const failed = (error: unknown) => {
    const { problem, remedy } = problemOf(error);
    toast([problem ?? t('notDone'), remedy].filter(Boolean).join(' '), { kind: 'problem' });
  };
  const again = () => queries.invalidateQueries({ queryKey: ['shifts'] });
  const { mutate, isPending } = useMutation({
    mutationFn: async (step: Step) => {
      const { id } = await going();
      if (step.act === 'finish') return finish(id);
      const items = step.items?.map(({ kind, id: item }) => ({ kind, id: item })) ?? null;
      await api.post<Handover>(`/shifts/handovers/${id}/${step.act}`, { items, note: step.note ?? '' });
      return step.items === null && step.act === 'take' ? finish(id) : undefined;
    },
    onError: failed,
    onSettled: again,
  });
  const free = useMutation({
    mutationFn: (items: Item[]) => api.post('/shifts/take', { desk: offer?.desk ?? '', items: items.map(({ kind, id }) => ({ kind, id })) }),
    onSuccess: (_, items) => toast(t('unownedDone', { count: items.length })),
    onError: failed,
    onSettled: again,
  });
  return { run: mutate, takeUnowned: free.mutate, busy: isPending || free.isPending };
}
