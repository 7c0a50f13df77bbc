import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog, Kbd, useKeys } from '../ui';
import { keysOf, setSingleKeys, shown, singleKeysOn, useKeyList, type KeyGroup } from '../ui/keys';
import { closeFloating, openKeys, useFloating } from './palette-state';

const GROUPS: KeyGroup[] = ['queue', 'alert', 'look', 'edit', 'go'];

/** `?`: every key that works on this screen, by group. */
export function KeysHelp() {
  const { t } = useTranslation('shell');
  const open = useFloating() === 'keys';
  const list = useKeyList().filter((each) => !each.hidden);
  useKeys([{ id: 'help', keys: '?', group: 'go', label: t('keys.help'), run: openKeys }], [t]);
  return (
    <Dialog open={open} onClose={closeFloating} title={t('keys.title')} size={760}>
      <div className="keys">
        {GROUPS.filter((group) => list.some((each) => each.group === group)).map((group) => (
          <section key={group}>
            <h3>{t(`keys.group.${group}`)}</h3>
            {list.filter((each) => each.group === group).map((each) => (
              <div key={each.id}>{each.label}<Kbd keys={shown(keysOf(each))} /></div>
            ))}
          </section>
        ))}
      </div>
      <div className="keys-foot">
        <Switch
          label={t('keys.single')}
          checked={singleKeysOn()}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
      </div>
    </Dialog>
  );
}
