import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, Chip, Icon, Progress } from '../../ui';
import { differences } from './live';
import type { Open } from './usePlan';
import type { Running } from './useReckon';
import type { Posts, Reckoned } from './types';
import css from './Evacuation.module.css';

interface Props {
  open: Open; reckoned: Reckoned; stale: boolean; running: Running | null; posts: Posts | null; mayKeep: boolean; mayExport: boolean; busy: boolean; narrow: () => void;
  onRun: () => void; onCancel: () => void; onBegin: () => void; onKeep: () => void; onBrief: () => void; onTasks: () => void; onFile: (kind: 'csv' | 'geojson') => void; onName: (name: string) => void;
}

/** Name, where it came from, how far the reckoning is, and what can be done with the plan. */
export function Head(props: Props) {
  const { open, reckoned, stale, running, posts, mayKeep, mayExport, busy, narrow, onRun, onCancel, onBegin, onKeep, onBrief, onTasks, onFile, onName } = props;
  const { t } = useTranslation('evacuation');
  const down = differences(reckoned.before ?? null, reckoned.plan).some((one) => !one.now);
  const tasked = reckoned.given === true || (open.kept?.tasked ?? false);
  return (
    <header className={css.eh}>
      <h1 className={css.name}><input aria-label={t('head.name')} value={open.name} maxLength={120} onChange={(event) => onName(event.currentTarget.value)} /></h1>
      {open.about && <span className={`t3 ${css.from}`}>{t('head.from')} <Link className="link" to="/incidents" search={{ incident: open.about.number }}>{open.about.number}</Link></span>}
      {running ? (
        <div className={css.running}><Progress done={running.done} total={1} label={`${t(`stage.${running.stage}`)}${running.text ? `: ${running.text}` : ''}`} /><Button small icon="x" onClick={onCancel}>{t('head.cancel')}</Button></div>
      ) : reckoned.simulated && <Chip><Icon name="check" size={13} /> {t('head.runs', { count: reckoned.simulated.variants[0]?.runs ?? 0 })}</Chip>}
      <span className={css.acts}>
        <Button kind="line" icon="pen" className={css.narrow} onClick={narrow}>{t('head.situation')}</Button>
        <Button kind="line" icon="pin" aria-label={t('head.begin')} title={t('head.begin')} onClick={onBegin} />
        {!running && !reckoned.used_at && <Button kind={reckoned.plan ? 'line' : 'pri'} icon="play" keys="R" onClick={onRun}>{t(reckoned.plan ? 'head.again' : 'head.run')}</Button>}
        {reckoned.plan && <Button kind="line" disabled={!mayKeep} busy={busy} onClick={onKeep}>{t(open.kept ? 'head.keepAgain' : 'head.keep')}</Button>}
        {posts && (
          <Menu position="bottom-end" withinPortal={false} width={220}>
            <Menu.Target><Button kind="line" icon="download" aria-label={t('head.export')} title={t('head.export')} /></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={!mayExport || stale} onClick={() => onFile('csv')}>{t('head.csv')}</Menu.Item>
              <Menu.Item disabled={!mayExport || stale} onClick={() => onFile('geojson')}>{t('head.geojson')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {posts && <Button kind="line" icon="doc" keys="P" disabled={!mayExport || busy || stale} onClick={onBrief}>{t('head.brief', { count: posts.posts.length })}</Button>}
        {(posts !== null || down) && open.about && <Button kind="pri" disabled={!mayKeep || busy || stale || tasked} onClick={onTasks}>{t(tasked ? 'head.tasked' : 'head.tasks')}</Button>}
      </span>
    </header>
  );
}
