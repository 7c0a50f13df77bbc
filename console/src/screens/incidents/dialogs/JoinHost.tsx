import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../api/types';
import { useKeys } from '../../../ui';
import { JoinDialog } from './JoinDialog';

/** Stands in a screen that shows alerts: `I` makes an incident of the chosen one, or puts it into one. */
export function JoinHost({ alert }: { alert: Alert | null }) {
  const { t } = useTranslation('incidents');
  const [asked, setAsked] = useState<Alert | null>(null);
  useKeys(alert ? [{ id: 'alert.incident', keys: 'i', group: 'alert', label: t('join.key'), run: () => setAsked(alert) }] : [], [alert, t]);
  return asked && <JoinDialog alert={asked} onClose={() => setAsked(null)} />;
}
