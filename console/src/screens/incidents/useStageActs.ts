import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { useDeeds } from './acts';
import { pathOf } from './api';
import type { Open } from './dialogs/Dialogs';
import { ownSub, stageAfter } from './logic/stages';
import type { IncidentDetail, Stage } from './types';

export interface Primary {
  label: string;
  run: () => void;
  /** Whether the person may; where not, `label` stands there all the same, with whom to ask. */
  may: boolean;
}

export interface StageActs {
  /** What moves one's own part on: taking it in hand, the next stage, closing, or opening again. Null where one has no part. */
  primary: Primary | null;
  to: (stage: Stage) => void;
}

/** Moving one's own agency's part of an incident from stage to stage. */
export function useStageActs(incident: IncidentDetail, onOpen: (open: Open) => void): StageActs {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const agency = useSession()?.agency.id;
  const sub = ownSub(incident, agency);
  return useMemo(() => {
    const allowed = incident.permissions;
    const to = (stage: Stage) =>
      void act<IncidentDetail>({
        method: 'PATCH', path: pathOf(incident.id), body: { version: incident.version, stage },
        said: t('stage.moved', { number: incident.number, stage: t(`stage.${stage}`) }),
      });
    if (!sub || sub.id !== agency) return { primary: null, to };
    const primary = (label: string, may: boolean, run: () => void): StageActs => ({ primary: { label, may, run: () => may && run() }, to });
    if (sub.closed) return primary(t('head.reopen'), allowed.close, () => onOpen({ dialog: 'reopen' }));
    if (sub.acknowledged_at === null) {
      const take = () => void act({ method: 'POST', path: pathOf(incident.id, 'acknowledge'), said: t('head.acknowledged', { number: incident.number }) });
      return primary(t('head.acknowledge'), allowed.write, take);
    }
    const next = stageAfter(sub.stage);
    if (next) return primary(t(`head.to.${next}`), allowed.write, () => to(next));
    return primary(t('head.close'), allowed.close, () => onOpen({ dialog: 'close' }));
  }, [act, agency, incident.id, incident.number, incident.permissions, incident.version, onOpen, sub, t]);
}
