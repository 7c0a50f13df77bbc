import { useNavigate } from '@tanstack/react-router';
import type { Dispatch, SetStateAction } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { useKeys } from '../../ui';
import { useDeeds } from './acts';
import { pathOf } from './api';
import type { Open } from './dialogs/Dialogs';
import { ownSub } from './logic/stages';
import type { IncidentDetail } from './types';
import { useStageActs } from './useStageActs';

/** Shows what `change` asks for, then puts the focus there: before the next key comes, however busy the screen is. */
export function focusOn(selector: string, change?: () => void): void {
  if (change) flushSync(change);
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** The keys of one incident. */
export function useIncidentKeys(incident: IncidentDetail, setOpen: (open: Open) => void, setTasksOver: Dispatch<SetStateAction<boolean>>): void {
  const { t } = useTranslation('incidents');
  const go = useNavigate();
  const act = useDeeds();
  const agency = useSession()?.agency.id;
  const stage = useStageActs(incident, setOpen);
  const sub = ownSub(incident, agency);
  useKeys(
    [
      { id: 'incident.note', keys: 'n', group: 'edit', label: t('keys.note'), run: () => focusOn('#inc-compose', () => setTasksOver(false)) },
      { id: 'incident.task', keys: 't', group: 'edit', label: t('keys.task'), run: () => focusOn('#inc-new-task', () => setTasksOver(true)) },
      { id: 'incident.stage', keys: 'e', group: 'edit', label: t('keys.stage'), run: () => stage.primary?.run() },
      { id: 'incident.join', keys: 'i', group: 'edit', label: t('keys.join'), run: () => {
        const first = incident.suggestions[0];
        if (first) void act({ method: 'POST', path: pathOf(incident.id, 'alerts'), body: { add: [first.alert.id] }, said: t('related.joined', { number: first.alert.number }) });
      } },
      { id: 'incident.share', keys: 'p', group: 'edit', label: t('keys.share'), run: () => setOpen({ dialog: 'share' }) },
      { id: 'incident.map', keys: 'm', group: 'look', label: t('keys.map'), run: () => focusOn('.inc .maplibregl-canvas') },
      { id: 'incident.people', keys: 'k', group: 'look', label: t('keys.tasks'), run: () => focusOn('.inc-tasks .task .bx', () => setTasksOver(true)) },
      { id: 'incident.list', keys: 'escape', group: 'go', label: t('one.toList'), run: () => void go({ to: '/incidents', search: {} }) },
    ],
    [t, go, act, incident, sub?.stage, stage.primary, setOpen, setTasksOver],
  );
}
