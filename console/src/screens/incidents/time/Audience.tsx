import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { Icon } from '../../../ui';
import type { Draft } from '../logic/drafts';
import type { Audience as Value, IncidentDetail } from '../types';

const KINDS: Draft['kind'][] = ['note', 'chat', 'dispatch'];

/** Who will read what one writes, by name, and what kind of line it is. Pressing it changes either. */
export function Audience(props: { incident: IncidentDetail; own: string; value: Value; onChange: (value: Value) => void; kind: Draft['kind']; onKind: (kind: Draft['kind']) => void }) {
  const { incident, own, value, onChange, kind, onKind } = props;
  const { t } = useTranslation('incidents');
  const agency = useSession()?.agency.id;
  const others = incident.agencies.filter((sub) => sub.id !== agency).map((sub) => sub.name);
  const alone = others.length === 0;
  const words = value === 'own' || alone ? t('compose.own', { agency: own }) : others.join(', ');
  return (
    <>
      <Menu position="top-start" withinPortal={false} width={280}>
        <Menu.Target>
          <button type="button" className={`chip o audience ${value}`} aria-label={t('compose.reads', { who: words })} title={t('compose.reads', { who: words })}>
            <Icon name={value === 'own' || alone ? 'lock' : 'eye'} size={13} /><span>{words}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="eye" size={15} />} onClick={() => onChange('all')}>{t(alone ? 'compose.allLater' : 'compose.all', { agencies: others.join(', ') })}</Menu.Item>
          <Menu.Item leftSection={<Icon name="lock" size={15} />} onClick={() => onChange('own')}>{t('compose.ownOnly', { agency: own })}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu position="top-start" withinPortal={false} width={240}>
        <Menu.Target>
          <button type="button" className="chip o kindchip" aria-label={t('compose.kind', { kind: t(`kind.${kind}`) })} title={t('compose.kind', { kind: t(`kind.${kind}`) })}>
            <Icon name={kind === 'note' ? 'pen' : kind === 'chat' ? 'chat' : 'bus'} size={13} /><span>{t(`kind.${kind}`)}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((each) => (
            <Menu.Item key={each} leftSection={<Icon name={each === 'note' ? 'pen' : each === 'chat' ? 'chat' : 'bus'} size={15} />} onClick={() => onKind(each)}>
              <span className="two-line"><b>{t(`kind.${each}`)}</b><span className="meta">{t(`compose.kindText.${each}`)}</span></span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
