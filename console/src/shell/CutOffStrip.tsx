import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/events';
import { Icon, time, useNow } from '../ui';
import { playCut } from './sound';

/** Violet, while the server is not heard: the last state stays to be read. Short breaks (2 s) are not worth a strip. */
export function CutOffStrip() {
  const { t } = useTranslation('shell');
  const { state, since } = useConnection();
  const now = useNow();
  const told = state === 'cut' && since !== null && now - since > 2000;
  useEffect(() => {
    if (told) playCut();
  }, [told]);
  return (
    <div role="status">
      {told && (
        <div className="strip v">
          <Icon name="eyeoff" size={18} />
          <span>{t('cut.text', { time: time(since, true) })}</span>
        </div>
      )}
    </div>
  );
}
