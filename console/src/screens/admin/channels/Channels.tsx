import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useStatus } from '../../../api/status';
import { Button, EmptyState, Loading, Problem, Tabs, useKeys } from '../../../ui';
import { channelsQuery, rulesQuery, typesQuery } from './api';
import { ChannelEditor } from './ChannelEditor';
import { ChannelPanel } from './ChannelPanel';
import { ChannelTable } from './ChannelTable';
import { Feeds } from './Feeds';
import { Messages } from './Messages';
import { People } from './People';
import { Preview } from './Preview';
import { RuleEditor } from './RuleEditor';
import { Rules } from './Rules';
import { TypePicker } from './TypePicker';
import { VIEWS, type View } from './types';
import css from './Channels.module.css';

/** The ways out: channels, who is told what, people's addresses, what was sent, feeds that come in. */
export function Channels() {
  const { t, i18n } = useTranslation('channels');
  const { view: wished, channel: wish, rule, add, edit } = useSearch({ from: '/shell/admin/channels' });
  const go = useNavigate();
  const manages = useSession()?.person.role === 'administrator';
  useStatus();
  const channels = useQuery(channelsQuery);
  const types = useQuery(typesQuery(i18n.language)).data;
  const rules = useQuery(rulesQuery(i18n.language));
  const view: View = VIEWS.find((each) => each === wished) ?? 'out';
  const to = (search: Record<string, string>) => void go({ to: '/admin/channels', search });
  const all = channels.data;
  const chosen = all?.find((each) => each.id === wish) ?? all?.[0];
  const adds = view === 'out' ? 'channel' : view === 'rules' && all?.length ? 'rule' : null;
  const addOne = () => to(view === 'rules' ? { view, rule: 'new' } : { add: '1' });
  useKeys(manages && adds && !add && !edit && !rule ? [{ id: 'add', keys: 'n', group: 'edit', label: t(`add.${adds}`), run: addOne }] : [], [t, view, adds, manages, add, edit, rule]);
  const type = types?.find((each) => each.id === (add ?? chosen?.type));
  if (add === '1') return <TypePicker types={types} />;
  if (add && type) return <ChannelEditor key={add} type={type} />;
  if (edit && chosen && type) return <ChannelEditor key={chosen.id} type={type} channel={chosen} />;
  if (rule && all) {
    const one = rules.data?.find((each) => each.id === rule);
    if (one || rule === 'new') return <RuleEditor key={rule} rule={one} channels={all} types={types ?? []} />;
  }
  const side = view === 'out' && chosen;
  return (
    <div className={`${css.screen} ${side ? css.two : ''}`}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h1>{t('title')}</h1>
          <span className={css.end}>
            {manages && adds && <Button kind="line" icon="plus" keys="N" onClick={addOne}>{t(`add.${adds}`)}</Button>}
          </span>
        </div>
        <Preview />
        <div className={css.tabrow}>
          <Tabs
            name="channels"
            label={t('title')}
            value={view}
            onChange={(id) => to({ view: id })}
            tabs={VIEWS.filter((id) => manages || id !== 'people').map((id) => ({ id, label: t(`view.${id}`) }))}
          />
        </div>
        <div className={`${css.rows} scroll`} role="tabpanel" id="channels-panel" aria-labelledby={`channels-${view}`} tabIndex={0}>
          {channels.isPending && <Loading>{t('loading')}</Loading>}
          {channels.error && <Problem error={channels.error} retry={() => void channels.refetch()} />}
          {view === 'out' && all && all.length > 0 && <ChannelTable channels={all} types={types ?? []} chosen={chosen?.id} onChoose={(id) => to({ channel: id })} />}
          {view === 'out' && all?.length === 0 && (
            <div className={css.empty}>
              <EmptyState title={t('none.title')} act={manages && <Button kind="pri" icon="plus" onClick={addOne}>{t('add.channel')}</Button>}>{t('none.text')}</EmptyState>
            </div>
          )}
          {view === 'rules' && all && <Rules rules={rules.data} error={rules.error} manages={manages} ready={all.length > 0} onOpen={(id) => to({ view, rule: id })} />}
          {view === 'people' && manages && <People />}
          {view === 'messages' && all && <Messages channels={all} manages={manages} />}
          {view === 'feeds' && <Feeds />}
        </div>
      </section>
      {side && <ChannelPanel key={chosen.id} channel={chosen} type={type} manages={manages} />}
    </div>
  );
}
