import { useTranslation } from 'react-i18next';
import { Icon, number } from '../../../ui';
import { useSensorStates } from '../stores';
import type { Toggles } from './layers';

export interface ControlsProps {
  toggles: Toggles;
  list: boolean;
  onToggles: (toggles: Toggles) => void;
  onList: () => void;
  onZoom: (step: number) => void;
  onLocate: (() => void) | null;
}

/** Layer toggles and the list twin on the left, zoom on the right. */
export function Controls({ toggles, list, onToggles, onList, onZoom, onLocate }: ControlsProps) {
  const { t } = useTranslation('operations');
  const store = useSensorStates();
  const kinds = store.columns?.kinds ?? [];
  const cameras = kinds.reduce((count, kind) => count + Number(kind === 'camera'), 0);
  return (
    <>
      <div className="mapctl layersctl" role="group" aria-label={t('map.layers')}>
        <button type="button" className={toggles.sensors ? 'on' : ''} aria-pressed={toggles.sensors} onClick={() => onToggles({ ...toggles, sensors: !toggles.sensors })}>
          <Icon name="layers" size={15} />
          {t('map.sensors', { count: number(kinds.length - cameras) })}
        </button>
        {cameras > 0 && (
          <button type="button" className={toggles.cameras ? 'on' : ''} aria-pressed={toggles.cameras} onClick={() => onToggles({ ...toggles, cameras: !toggles.cameras })}>
            {t('map.cameras', { count: number(cameras) })}
          </button>
        )}
        <button type="button" className={list ? 'on' : ''} aria-pressed={list} onClick={onList}>{t('map.list')}</button>
      </div>
      {!list && (
        <div className="mapctl v zoomctl" role="group" aria-label={t('map.view')}>
          <button type="button" aria-label={t('map.zoomIn')} onClick={() => onZoom(1)}><Icon name="plus" size={16} /></button>
          <button type="button" aria-label={t('map.zoomOut')} onClick={() => onZoom(-1)}><Icon name="minus" size={16} /></button>
          <button type="button" aria-label={t('map.locate')} title={t('map.locate')} disabled={!onLocate} onClick={onLocate ?? undefined}><Icon name="locate" size={16} /></button>
        </div>
      )}
    </>
  );
}
