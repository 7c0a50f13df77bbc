import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../api/types';
import { useKeys } from '../../../ui';
import { useIncidentEvents } from '../api';
import { askIncident, useAsked } from './join';
import { JoinDialog } from './JoinDialog';

/** Stands in a screen that shows alerts: `I` makes an incident of the chosen one, or puts it into one. */
export function JoinHost({ alert }: { alert: Alert | null }) {
  const { t } = useTranslation('incidents');
  const asked = useAsked();
  useIncidentEvents();
  useKeys(alert ? [{ id: 'alert.incident', keys: 'i', group: 'alert', label: t('join.key'), run: () => askIncident(alert) }] : [], [alert, t]);
  useEffect(() => () => askIncident(null), []);
  return asked && <JoinDialog alert={asked} onClose={() => askIncident(null)} />;
}
