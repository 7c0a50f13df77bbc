import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { toast } from '../../ui';
import { graphOf } from './api';
import { sameStreets } from './live';
import { placeOf, type Place } from './place';
import type { KeptPlan, PlanName, Reckoned, Setting } from './types';

/** What plan A is held against: everybody to the nearest exit, or a kept plan on the same streets (`id`). */
export interface Rival { reckoned: Reckoned; name: PlanName; label: string; id: string | null; place: Place | null; setting: Setting | null }

/** Plan B: the nearest way out, until another is chosen; a plan of other streets is refused in words. */
export function useRival(reckoned: Reckoned, place: Place | null): { rival: Rival; choose: (id: string | null) => Promise<void> } {
  const { t } = useTranslation('evacuation');
  const [kept, setKept] = useState<Rival | null>(null);
  const usual = useMemo<Rival>(() => ({ reckoned, name: 'nearest', label: t('map.nearest'), id: null, place: null, setting: null }), [reckoned, t]);
  const choose = useCallback(async (id: string | null) => {
    if (id === null || !place) return setKept(null);
    const found = await api.get<KeptPlan>(`/evacuations/${encodeURIComponent(id)}`);
    const graph = await graphOf(found);
    if (!graph || !found.reckoned || !sameStreets(graph, place.graph)) {
      toast(t('rival.other', { name: found.name }), { kind: 'problem' });
      return undefined;
    }
    return setKept({ reckoned: found.reckoned, name: 'plan', label: found.name, id, place: placeOf(graph), setting: found.setting });
  }, [place, t]);
  // A plan B of other streets than those that are open now is one no more.
  const fits = kept?.place && place && sameStreets(kept.place.graph, place.graph);
  return { rival: fits ? kept : usual, choose };
}
