import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useCityNow, useStatus } from '../api/status';
import type { ClockState } from '../api/types';
import { Chip, day, Icon, time, toast, type IconName } from '../ui';
import { MenuLabel } from './MenuLabel';

const SPEEDS: { speed: number; icon: IconName }[] = [
  { speed: 0, icon: 'pause' },
  { speed: 1, icon: 'play' },
  { speed: 10, icon: 'right' },
  { speed: 60, icon: 'right' },
];

function Face({ clock }: { clock: ClockState | undefined }) {
  const { t } = useTranslation('shell');
  const now = useCityNow();
  const still = clock && (clock.paused || clock.speed === 0);
  return (
    <>
      <b>{time(now, true)}</b>
      <span>{day(now)}</span>
      {still && <Chip edge>{t('clock.paused')}</Chip>}
      {clock && !still && clock.speed !== 1 && <Chip edge>{t('clock.fast', { speed: clock.speed })}</Chip>}
    </>
  );
}

/** City time; in the demonstration a menu changes how fast the city's day goes. */
export function CityClock() {
  const { t } = useTranslation('shell');
  const status = useStatus();
  const queries = useQueryClient();
  const clock = status?.clock;
  if (!clock?.adjustable) {
    return <div className="clock" role="timer" aria-live="off" title={t('clock.title')}><Face clock={clock} /></div>;
  }
  const current = clock.paused ? 0 : clock.speed;
  const set = async (speed: number) => {
    try {
      await api.put('/clock', speed === 0 ? { paused: true } : { speed, paused: false });
      await queries.invalidateQueries({ queryKey: ['status'] });
      toast(speed === 0 ? t('clock.stopped') : t('clock.changed', { speed }), { undo: () => void set(current) });
    } catch {
      toast(t('ui:noAnswer'), { kind: 'problem' });
    }
  };
  return (
    <Menu position="bottom-end" width={220} withinPortal={false}>
      <Menu.Target>
        <button type="button" className="clock" title={t('clock.title')} aria-label={t('clock.speed')}>
          <Face clock={clock} />
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLabel>{t('clock.speed')}</MenuLabel>
        {SPEEDS.map(({ speed, icon }) => (
          <Menu.Item
            key={speed}
            leftSection={<Icon name={icon} size={15} />}
            rightSection={speed === current ? <Icon name="check" size={15} /> : undefined}
            onClick={() => void set(speed)}
          >
            {speed === 0 ? t('clock.pause') : speed === 1 ? t('clock.real') : t('clock.times', { speed })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
