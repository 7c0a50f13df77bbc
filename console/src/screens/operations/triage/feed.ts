import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { useSession } from '../../../api/session';
import type { Source } from '../../../api/types';
import { sensors } from '../stores';

/** The source of data that a sensor belongs to; its name where one may see sources, else its id. */
export function useFeed(sensor: string | undefined): { id: string; name: string } | undefined {
  const index = sensor === undefined ? -1 : sensors.indexOf(sensor);
  const id = index < 0 ? undefined : sensors.columns?.sources[index];
  const session = useSession();
  const { data } = useQuery({
    queryKey: ['sources', 'names'],
    queryFn: ({ signal }) => api.get<Source[]>('/sources', {}, signal),
    enabled: id !== undefined && session !== undefined,
    staleTime: 300_000,
    retry: false,
  });
  return id === undefined || id === '' ? undefined : { id, name: data?.find((one) => one.id === id)?.name ?? id };
}
