import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useStatus } from '../../../api/status';
import type { Json, JsonObject } from '../../../api/types';
import { faultsOf } from '../../../forms/faults';
import { SchemaForm } from '../../../forms/SchemaForm';
import { blanks, put, type Schema } from '../../../forms/schema';
import { LOCALES } from '../../../i18n';
import { Button, Icon, Problem, toast, useKeys } from '../../../ui';
import { CHANNELS, draftOf } from './api';
import { pictureOf } from './ChannelTable';
import type { Channel, ChannelDraft, ChannelType } from './types';
import css from './Channels.module.css';

/** Adding or changing a channel: where it goes, quiet hours, pace, language. */
export function ChannelEditor({ type, channel }: { type: ChannelType; channel?: Channel }) {
  const { t } = useTranslation('channels');
  const go = useNavigate();
  const queries = useQueryClient();
  const zone = useStatus()?.time_zone ?? 'UTC';
  const schema = type.schema as Schema;
  const [draft, setDraft] = useState<ChannelDraft>(() =>
    channel
      ? draftOf(channel)
      : { name: '', type: type.id, settings: blanks(schema, schema), enabled: true, locale: 'en', quiet: { start: '', end: '', zone }, most_per_hour: 60 });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<ChannelDraft>) => setDraft((now) => ({ ...now, ...part }));
  const setSettings = (path: (string | number)[], value: Json) => setDraft((now) => ({ ...now, settings: put(now.settings, path, value) as JsonObject }));
  const leave = (id?: string) => void go({ to: '/admin/channels', search: id ? { channel: id } : {} });
  const save = async () => {
    if (busy || !draft.name.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const body = { ...draft, name: draft.name.trim() };
      const saved = channel ? await api.put<Channel>(`/channels/${channel.id}`, body) : await api.post<Channel>('/channels', body);
      await queries.invalidateQueries({ queryKey: CHANNELS });
      toast(t('saved', { name: saved.name }));
      leave(saved.id);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  useKeys(
    [
      { id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true },
      { id: 'back', keys: 'escape', group: 'edit', label: t('leave'), run: () => leave(channel?.id) },
    ],
    [draft, busy, t],
  );
  const faults = faultsOf(error);
  const own = Object.fromEntries(Object.entries(faults).map(([field, fault]) => [field.replace(/^settings\./, ''), fault]));
  const quiet = draft.quiet.start !== '';
  const bare = Object.keys(schema.properties ?? {}).length === 0;
  return (
    <div className={css.editor}>
      <div className={css.edithead}>
        <Button kind="quiet" icon="left" aria-label={t('leave')} onClick={() => leave(channel?.id)} />
        <Icon name={pictureOf(type.id)} size={20} />
        <h1>{channel ? channel.name : t('new', { type: type.name })}</h1>
        <span className="t2">{type.description}</span>
        <span className={css.end}>
          <Button onClick={() => leave(channel?.id)}>{t('leave')}</Button>
          <Button kind="pri" keys="Ctrl+S" busy={busy} disabled={!draft.name.trim()} onClick={() => void save()}>{t('ui:save')}</Button>
        </span>
      </div>
      <section className={`${css.col} scroll`} aria-label={t('settings')}>
        <h2 className="sec">{t('settings')}</h2>
        {error !== null && <Problem error={error} />}
        <div className="form">
          <TextInput label={t('name')} value={draft.name} required maxLength={120} error={faults.name} data-autofocus onChange={(event) => change({ name: event.currentTarget.value })} />
        </div>
        {bare ? <p className="meta">{t('noSettings')}</p> : (
          <SchemaForm schema={schema} value={draft.settings} was={channel?.settings} secrets={channel?.secrets_set} faults={own} disabled={busy} onChange={setSettings} />
        )}
      </section>
      <section className={`${css.col} scroll`} aria-label={t('when')}>
        <h2 className="sec">{t('when')}</h2>
        <div className="form">
          <Switch
            className="fld-switch"
            label={t('quiet.label')}
            description={t('quiet.text')}
            labelPosition="left"
            checked={quiet}
            onChange={(event) => change({ quiet: { ...draft.quiet, start: event.currentTarget.checked ? '22:00' : '', end: event.currentTarget.checked ? '07:00' : '' } })}
          />
          {quiet && (
            <>
              <TextInput type="time" label={t('quiet.start')} value={draft.quiet.start} error={faults['quiet.start']} onChange={(event) => event.currentTarget.value && change({ quiet: { ...draft.quiet, start: event.currentTarget.value } })} />
              <TextInput type="time" label={t('quiet.end')} value={draft.quiet.end} error={faults['quiet.end']} onChange={(event) => event.currentTarget.value && change({ quiet: { ...draft.quiet, end: event.currentTarget.value } })} />
              <TextInput label={t('quiet.zone')} value={draft.quiet.zone} error={faults['quiet.zone'] ?? faults['body.quiet.zone']} onChange={(event) => change({ quiet: { ...draft.quiet, zone: event.currentTarget.value } })} />
            </>
          )}
          <NumberInput label={t('pace.label')} description={t('pace.text')} value={draft.most_per_hour} min={1} max={10_000} allowDecimal={false} hideControls onChange={(value) => typeof value === 'number' && change({ most_per_hour: value })} />
          <Select label={t('language')} description={t('languageText')} value={draft.locale} allowDeselect={false} data={LOCALES.map((each) => ({ value: each.id, label: each.name }))} onChange={(locale) => locale && change({ locale })} />
        </div>
      </section>
    </div>
  );
}
