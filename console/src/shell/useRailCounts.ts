import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useEvent } from '../api/events';
import { useMay, useSession } from '../api/session';
import type { Grant } from '../screens/oversight/types';
import { useOptional } from '../screens/oversight/waiting';
import { useCalm } from './live';

/** A figure on an entry of the rail, with its words. */
export interface RailCount {
  value: number;
  label: string;
}

/** What waits behind the rail's entries, by the screen's id. */
export function useRailCounts(): Record<string, RailCount | undefined> {
  const { t } = useTranslation('shell');
  const session = useSession();
  const incidents = useQuery({
    queryKey: ['incidents', 'count'],
    queryFn: async ({ signal }) => (await api.get<{ total: number }>('/incidents', { state: 'open', limit: 1 }, signal)).total,
    enabled: session?.permissions.includes('see_incidents') ?? false,
    retry: false,
    staleTime: 30_000,
  });
  const again = useCalm(() => void incidents.refetch(), 500);
  useEvent('incident', again);
  const open = incidents.data ?? 0;
  const queries = useQueryClient();
  useEvent('grant', () => void queries.invalidateQueries({ queryKey: ['grants'] }));
  const asked = useOptional<Grant[]>(['grants', 'waiting'], '/grants', { state: 'waiting' }, 300_000, useMay('approve_unmasking'))?.length ?? 0;
  return {
    incidents: open > 0 ? { value: open, label: t('railCount.incidents', { count: open }) } : undefined,
    oversight: asked > 0 ? { value: asked, label: t('railCount.oversight', { count: asked }) } : undefined,
  };
}
