import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSession } from '../../api/session';
import { timeThere } from '../../ui';
import { agenciesQuery } from './api';
import type { IncidentDetail } from './types';

/**
 * A time by another agency's clock; null for one's own agency, and where both clocks show the same. Two cities at one
 * incident may live by two clocks: a time that somebody there says on the telephone is theirs.
 */
export function useThere(incident: IncidentDetail): (agency: string, at: number) => string | null {
  const own = useSession()?.agency.id;
  const { data: known } = useQuery({ ...agenciesQuery, enabled: incident.agencies.length > 1 });
  return useCallback(
    (agency, at) => {
      const zone = agency === own ? undefined : known?.find((one) => one.id === agency)?.time_zone;
      return zone ? timeThere(at, zone) : null;
    },
    [own, known],
  );
}
