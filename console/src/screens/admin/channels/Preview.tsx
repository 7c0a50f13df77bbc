import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { RulePreviewOut } from '../../../api/generated';
import { useStatus } from '../../../api/status';
import { Icon, SeverityShape, shapeOf } from '../../../ui';
import type { Severity } from '../../../api/types';
import { CHANNELS } from './api';
import css from './Channels.module.css';

const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low'];

/** The next moment at which the clocks of a zone show an hour, as ISO 8601 in UTC. */
export function nextAt(hour: number, zone: string, now: number): string {
  const shows = (ms: number) => Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(ms));
  const begin = Math.ceil(now / 3_600_000) * 3_600_000;
  for (let step = 0; step < 26; step += 1) if (shows(begin + step * 3_600_000) === hour) return new Date(begin + step * 3_600_000).toISOString();
  return new Date(begin).toISOString();
}

/** “A high alert at night goes to …”: what the rules would do, in one sentence. */
export function Preview() {
  const { t, i18n } = useTranslation('channels');
  const zone = useStatus()?.time_zone ?? 'UTC';
  const [severity, setSeverity] = useState<Severity>('high');
  const [about, setAbout] = useState<'alert' | 'incident'>('alert');
  const [hour, setHour] = useState('');
  const { data } = useQuery({
    queryKey: [...CHANNELS, 'preview', severity, about, hour, i18n.language],
    queryFn: () => api.post<RulePreviewOut>('/channels/preview', { severity, about, at: hour ? nextAt(Number(hour), zone, Date.now()) : '' }),
    refetchInterval: 15_000,
  });
  const problems = [...new Set(data?.steps.map((step) => step.problem).filter(Boolean))];
  return (
    <div className={css.preview} role="group" aria-label={t('preview.label')}>
      <SeverityShape shape={shapeOf(severity)} size={18} bare />
      <p className={css.sentence} aria-live="polite">{data?.sentence ?? '…'}</p>
      <span className={css.asks}>
        <select aria-label={t('preview.severity')} value={severity} onChange={(event) => setSeverity(event.currentTarget.value as Severity)}>
          {SEVERITIES.map((each) => <option key={each} value={each}>{t(`severity.${each}`)}</option>)}
        </select>
        <select aria-label={t('preview.about')} value={about} onChange={(event) => setAbout(event.currentTarget.value as 'alert' | 'incident')}>
          <option value="alert">{t('about.alert')}</option>
          <option value="incident">{t('about.incident')}</option>
        </select>
        <select aria-label={t('preview.when')} value={hour} onChange={(event) => setHour(event.currentTarget.value)}>
          <option value="">{t('preview.now')}</option>
          <option value="2">{t('preview.night')}</option>
          <option value="12">{t('preview.noon')}</option>
        </select>
      </span>
      {problems.length > 0 && <p className={css.trouble}><Icon name="warn" size={14} />{problems.join(' ')}</p>}
    </div>
  );
}
