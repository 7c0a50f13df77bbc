import { Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useStatus } from '../../api/status';
import type { Source } from '../../api/types';
import { Button, Panel, Problem, Progress } from '../../ui';
import css from './Sources.module.css';

const SPEEDS = [0, 1, 10, 60, 600, 3600];

/** Starts, pauses and stops a replay, and says how far it has come. */
export function Replay({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  const task = useStatus()?.progress.find((each) => each.task === `source:${source.id}`);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const kept = typeof source.settings.speed === 'number' ? source.settings.speed : 0;
  const [speed, setSpeed] = useState(kept);
  const act = async (action: 'start' | 'pause' | 'stop', to = speed) => {
    setBusy(true);
    setError(null);
    try {
      await api.post(`/sources/${source.id}/replay`, { action, speed: action === 'start' ? to : null });
      await queries.invalidateQueries({ queryKey: ['sources'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const speeds = [...new Set([...SPEEDS, kept])].sort((a, b) => a - b);
  return (
    <Panel title={t('replay.title')}>
      {task
        ? <Progress done={task.done} total={task.total} label={task.text} />
        : <p className="meta">{source.health.reason || t('replay.idle')}</p>}
      <div className={css.replay}>
        <Button icon="play" busy={busy} onClick={() => void act('start')}>{t('replay.start')}</Button>
        <Button icon="pause" aria-label={t('replay.pause')} disabled={busy} onClick={() => void act('pause')} />
        <Button icon="stop" aria-label={t('replay.stop')} disabled={busy} onClick={() => void act('stop')} />
        <Select
          className={css.speed}
          aria-label={t('replay.speed')}
          allowDeselect={false}
          data={speeds.map((each) => ({ value: String(each), label: each === 0 ? t('replay.fastest') : t('replay.times', { speed: each }) }))}
          value={String(speed)}
          onChange={(next) => setSpeed(Number(next ?? 0))}
        />
      </div>
      {error !== null && <Problem error={error} />}
    </Panel>
  );
}
