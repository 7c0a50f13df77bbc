import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSoundsHere } from '../../shell/desk';
import { playHigh, playMedium } from '../../shell/sound';
import type { Alert } from './logic/types';

const QUIET_MS = 1500;

/** Reads new critical and high alerts out to screen readers and sounds the others' tones at their desk. The shell sounds critical ones. */
export function useAnnounce(): { said: string; onNew: (alert: Alert) => void } {
  const { t } = useTranslation('operations');
  const [said, setSaid] = useState('');
  const sounded = useRef(0);
  const soundsHere = useSoundsHere();
  const onNew = useCallback(
    (alert: Alert) => {
      const loud = alert.severity === 'critical' || alert.severity === 'high';
      if (loud) setSaid(t(`announce.${alert.severity}`, { why: alert.why }));
      // A burst of alerts is one tone.
      const now = performance.now();
      if (now - sounded.current < QUIET_MS || alert.severity === 'critical' || !soundsHere(alert.kind)) return;
      if (alert.severity === 'high') playHigh();
      else if (alert.severity === 'medium') playMedium();
      else return;
      sounded.current = now;
    },
    [t, soundsHere],
  );
  return { said, onNew };
}
