import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Source, SourceType } from '../../api/types';
import { Button, Chip, compact, Icon, Panel, SeverityShape, Tabs, time, toast, useKeys } from '../../ui';
import { useSession } from '../../api/session';
import { SilenceDialog } from '../operations/triage/SilenceDialog';
import { draftOf } from './draft';
import { setGoing } from './going';
import { Pushing } from './Pushing';
import { RefusedList } from './RefusedList';
import { Replay } from './Replay';
import { pictureOf } from './SourceTable';
import css from './Sources.module.css';

const KEPT_MS = 10_000;

function useSay(): (source: Source) => string {
  const { t } = useTranslation('sources');
  return ({ enabled, health, counts }) => {
    if (!enabled) return t('say.off');
    const since = health.since ? time(health.since) : '';
    if (health.state === 'fresh' && counts.last_at === null) return t('say.waiting');
    if (health.state === 'fresh') return health.reason || t('say.fresh');
    return since && health.state !== 'unknown' ? t('say.since', { reason: health.reason, since }) : health.reason || t('say.waiting');
  };
}

/** Deletes with time to think: off at once, gone after ten seconds unless somebody takes it back. */
function useRemove(source: Source): () => Promise<void> {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  return async () => {
    const fail = () => {
      setGoing(source.id, false);
      toast(t('ui:noAnswer'), { kind: 'problem' });
    };
    const path = `/sources/${source.id}`;
    setGoing(source.id, true);
    try {
      if (source.enabled) await api.put(path, { ...draftOf(source), enabled: false });
    } catch {
      fail();
      return;
    }
    const timer = setTimeout(() => {
      api.delete(path).then(() => queries.invalidateQueries({ queryKey: ['sources'] })).catch(fail);
    }, KEPT_MS);
    toast(t('removed', { name: source.name }), {
      undo: () => {
        clearTimeout(timer);
        setGoing(source.id, false);
        if (source.enabled) void api.put(path, draftOf(source)).then(() => queries.invalidateQueries({ queryKey: ['sources'] })).catch(fail);
      },
    });
  };
}

/** One source: how it is, what came, what was refused, and what can be done about it. */
export function SourcePanel({ source, type }: { source: Source; type?: SourceType }) {
  const { t } = useTranslation(['sources', 'triage']);
  const go = useNavigate();
  const queries = useQueryClient();
  const say = useSay();
  const remove = useRemove(source);
  const [tab, setTab] = useState<'state' | 'refused'>('state');
  const [busy, setBusy] = useState(false);
  const [silencing, setSilencing] = useState(false);
  const may = useSession()?.permissions.includes('silence') ?? false;
  const unseen = source.enabled && !['fresh', 'unknown'].includes(source.health.state);
  const edit = () => void go({ to: '/sources', search: { source: source.id, edit: '1' } });
  const turn = async (enabled: boolean) => {
    setBusy(true);
    try {
      await api.put(`/sources/${source.id}`, { ...draftOf(source), enabled });
      await queries.invalidateQueries({ queryKey: ['sources'] });
      toast(t(enabled ? 'turnedOn' : 'turnedOff', { name: source.name }), { undo: () => void turn(!enabled) });
    } catch {
      toast(t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(false);
  };
  useKeys([{ id: 'edit', keys: 'e', group: 'edit', label: t('edit'), run: edit }], [t, source.id]);
  const { accepted, late, repeated, refused } = source.counts;
  return (
    <aside className={css.right} aria-label={source.name}>
      <Panel>
        <div className={css.title}>
          <Icon name={pictureOf(source.type)} size={20} />
          <h2>{source.name}</h2>
          <span className={css.end}><Chip edge>{type?.name ?? source.type}</Chip></span>
        </div>
        <p className={`${css.say} ${unseen ? css.unseen : ''}`}>
          {unseen && <SeverityShape shape="blind" size={18} />}
          <span>{say(source)}</span>
        </p>
      </Panel>
      <div className={css.tabrow}>
        <Tabs
          name="source"
          label={source.name}
          value={tab}
          onChange={setTab}
          tabs={[{ id: 'state', label: t('tab.state') }, { id: 'refused', label: <>{t('tab.refused')}{refused > 0 && <span className="t3">{compact(refused)}</span>}</> }]}
        />
      </div>
      <div className={`${css.scroll} scroll`} role="tabpanel" id="source-panel" aria-labelledby={`source-${tab}`} tabIndex={0}>
        {tab === 'refused' ? <RefusedList source={source} /> : (
          <>
            <Panel title={t('counts.title')}>
              <dl className={css.counts}>
                <div><dt>{t('counts.accepted')}</dt><dd>{compact(accepted)}</dd></div>
                <div><dt>{t('counts.late')}</dt><dd>{compact(late)}</dd></div>
                <div><dt>{t('counts.repeated')}</dt><dd>{compact(repeated)}</dd></div>
                <div><dt>{t('counts.refused')}</dt><dd>{compact(refused)}</dd></div>
              </dl>
              <p className="meta">{t('counts.text')}</p>
            </Panel>
            {source.type === 'replay' && <Replay source={source} />}
            {source.type === 'http' && <Pushing source={source} />}
          </>
        )}
      </div>
      <div className={css.acts}>
        <Button keys="E" onClick={edit}>{t('edit')}</Button>
        <Button busy={busy} onClick={() => void turn(!source.enabled)}>{t(source.enabled ? 'turnOff' : 'turnOn')}</Button>
        {may && <Button icon="silence" onClick={() => setSilencing(true)}>{t('triage:silenceThis')}</Button>}
        <Button className={css.end} kind="danger" icon="trash" onClick={() => void remove()}>{t('remove')}</Button>
      </div>
      <SilenceDialog of={{ title: t('triage:silenceOf', { name: source.name }), source: source.id, name: source.name, latitude: null, longitude: null }} open={silencing} onClose={() => setSilencing(false)} />
    </aside>
  );
}
