import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { THEMES, useTheme } from '../app/theme';
import { Icon, toast } from '../ui';
import { Notices } from './Notices';
import { openKeys } from './palette-state';
import { chooseTheme, keepSound } from './preferences';
import { playHigh, setSound, useSound } from './sound';

const PICTURE = { dark: 'moon', light: 'sun', night: 'eyeoff' } as const;

/** Notices, theme, sound and the list of keys. */
export function Preferences() {
  const { t } = useTranslation('shell');
  const theme = useTheme();
  const sound = useSound();
  const toggleSound = () => {
    setSound(!sound);
    keepSound(!sound);
    if (!sound) playHigh();
    toast(t(sound ? 'sound.turnedOff' : 'sound.turnedOn'));
  };
  return (
    <div className="prefs">
      <Notices />
      <Menu position="bottom-end" width={160} withinPortal={false}>
        <Menu.Target>
          <button type="button" className="tool-btn" aria-label={`${t('theme.label')}: ${t(`theme.${theme}`)}`} title={t('theme.label')}>
            <Icon name={PICTURE[theme]} size={17} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {THEMES.map((each) => (
            <Menu.Item
              key={each}
              leftSection={<Icon name={PICTURE[each]} size={15} />}
              rightSection={each === theme ? <Icon name="check" size={15} /> : undefined}
              onClick={() => chooseTheme(each)}
            >
              {t(`theme.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <button type="button" className="tool-btn" aria-label={t(sound ? 'sound.on' : 'sound.off')} title={t(sound ? 'sound.on' : 'sound.off')} onClick={toggleSound}>
        <Icon name={sound ? 'sound' : 'silence'} size={17} />
      </button>
      <button type="button" className="tool-btn" aria-label={t('keys.help')} title={t('keys.help')} onClick={openKeys}>
        <Icon name="help" size={17} />
      </button>
    </div>
  );
}
