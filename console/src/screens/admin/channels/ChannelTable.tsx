import { useTranslation } from 'react-i18next';
import { compact, Icon, SeverityShape, type IconName } from '../../../ui';
import type { Channel, ChannelType } from './types';
import css from './Channels.module.css';

const PICTURES: Record<string, IconName> = { console: 'bell', email: 'mail', webhook: 'link', apprise: 'chat' };

/** A type's picture; types from packages have the general one. */
export function pictureOf(type: string): IconName {
  return PICTURES[type] ?? 'popout';
}

/** How a channel is, in shape and word. */
export function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  if (!channel.enabled) return <span className={`${css.state} ${css.rest}`}><i />{t('off')}</span>;
  if (channel.state === 'fresh') return <span className={css.state}><i />{t('state.fresh')}</span>;
  if (channel.state === 'unknown') return <span className={`${css.state} ${css.rest}`}><i />{t('state.unused')}</span>;
  return <span className={`${css.state} vio`} title={channel.reason}><SeverityShape shape="blind" size={14} bare />{t('state.failed')}</span>;
}

/** The channels: dense rows, one chosen. */
export function ChannelTable(props: { channels: Channel[]; types: ChannelType[]; chosen?: string; onChoose: (id: string) => void }) {
  const { channels, types, chosen, onChoose } = props;
  const { t } = useTranslation('channels');
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col" className={css.first}>{t('column.channel')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col" className="num">{t('column.sent')}</th>
          <th scope="col" className="num">{t('column.waiting')}</th>
          <th scope="col" className="num">{t('column.dead')}</th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel.id} className={channel.id === chosen ? css.chosen : undefined} onClick={() => onChoose(channel.id)}>
            <td className={css.first}>
              <div className={css.name}>
                <Icon name={pictureOf(channel.type)} size={20} />
                <button type="button" aria-current={channel.id === chosen || undefined} onClick={() => onChoose(channel.id)}>{channel.name}</button>
                <span className="meta">{types.find((each) => each.id === channel.type)?.name ?? channel.type}</span>
              </div>
            </td>
            <td><ChannelState channel={channel} /></td>
            <td className="num">{compact(channel.sent)}</td>
            <td className="num">{channel.waiting ? compact(channel.waiting) : <span className="t3">0</span>}</td>
            <td className="num">{channel.dead ? <b className={css.dead}>{compact(channel.dead)}</b> : <span className="t3">0</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
