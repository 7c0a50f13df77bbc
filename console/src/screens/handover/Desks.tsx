import { TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { DeskOut, ShiftSettingsOut } from '../../api/generated';
import { useSession } from '../../api/session';
import { Avatars, Button, Loading, Problem, toast } from '../../ui';
import { kindsQuery } from '../procedures/api';
import { boardQuery } from './api';
import { offered } from './desks';
import css from './Handover.module.css';

const settingsQuery = { queryKey: ['shifts', 'settings'], queryFn: () => api.get<ShiftSettingsOut>('/shifts/settings') };
const NUMBERS = [['away_min', 1, 480], ['return_after_min', 0, 240], ['overtime_min', 0, 720]] as const;

/** One desk, or a new one: its name and the kinds of alert it owns; the desk that has the rest owns none by name. */
function Desk({ desk, manages }: { desk: DeskOut | null; manages: boolean }) {
  const { t, i18n } = useTranslation('handover');
  const queries = useQueryClient();
  const [name, setName] = useState(desk?.name ?? '');
  const [kinds, setKinds] = useState(desk?.kinds ?? []);
  const { data: known = [] } = useQuery(kindsQuery(i18n.language));
  const rest = desk !== null && desk.kinds.length === 0;
  const changed = name.trim() !== (desk?.name ?? '') || kinds.join() !== (desk?.kinds ?? []).join();
  const again = () => queries.invalidateQueries({ queryKey: ['shifts'] });
  const save = useMutation({
    mutationFn: () => (desk ? api.put(`/shifts/desks/${desk.id}`, { name: name.trim(), kinds }) : api.post('/shifts/desks', { name: name.trim(), kinds })),
    onSuccess: () => {
      toast(t('desks.saved', { name: name.trim() }));
      if (!desk) { setName(''); setKinds([]); }
      return again();
    },
  });
  const close = useMutation({ mutationFn: () => api.delete(`/shifts/desks/${desk?.id}`), onSuccess: again });
  const ready = name.trim() !== '' && (rest || kinds.length > 0) && changed;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) save.mutate(); };
  return (
    <form className={css.box2} onSubmit={submit} aria-label={desk?.name ?? t('desks.add')}>
      <div className={css.desk}>
        <label>{t('desks.name')}<input required maxLength={100} disabled={!manages} value={name} onChange={(event) => setName(event.currentTarget.value)} /></label>
        {rest ? <p className="t2">{t('desks.rest')}</p> : (
          <TagsInput label={t('desks.kinds')} disabled={!manages} value={kinds} data={offered(known)} onChange={setKinds} />
        )}
        {desk && desk.on_duty.length > 0 && <Avatars people={desk.on_duty.map((one) => one.person)} />}
        {manages && <span className={css.acts}>
          {desk && !rest && <Button kind="quiet" icon="trash" aria-label={t('desks.close', { name: desk.name })} title={t('desks.close', { name: desk.name })} busy={close.isPending} onClick={() => close.mutate()} />}
          <Button type="submit" disabled={!ready} busy={save.isPending}>{desk ? t('ui:save') : t('desks.add')}</Button>
        </span>}
      </div>
      {(save.error ?? close.error) && <Problem error={save.error ?? close.error} />}
    </form>
  );
}

function Settings({ settings, manages }: { settings: ShiftSettingsOut; manages: boolean }) {
  const { t } = useTranslation('handover');
  const queries = useQueryClient();
  const [values, setValues] = useState(settings.values as Record<string, number>);
  const save = useMutation({
    mutationFn: () => api.put('/shifts/settings', { values, version: settings.version }),
    onSuccess: () => {
      toast(t('desks.settingsSaved'));
      return queries.invalidateQueries({ queryKey: ['shifts'] });
    },
  });
  const changed = NUMBERS.some(([name]) => values[name] !== settings.values[name]);
  return (
    <form className={css.box2} onSubmit={(event) => { event.preventDefault(); if (changed) save.mutate(); }}>
      <h2 className="sec">{t('desks.settings')}</h2>
      {NUMBERS.map(([name, least, most]) => (
        <label key={name} className={css.setting}>
          <span><b>{t(`desks.${name}.title`)}</b><span className="t2">{t(`desks.${name}.text`)}</span></span>
          <input type="number" required min={least} max={most} step={1} disabled={!manages} value={Number.isNaN(values[name]) ? '' : values[name]} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.valueAsNumber })} />
          <span className="t2">{t('desks.minutes')}</span>
        </label>
      ))}
      {save.error && <Problem error={save.error} />}
      {manages && <span><Button type="submit" disabled={!changed} busy={save.isPending}>{t('ui:save')}</Button></span>}
    </form>
  );
}

/** Desks with the kinds of alert they own, and when somebody counts as gone. */
export function Desks() {
  const { t } = useTranslation('handover');
  const manages = useSession()?.permissions.includes('manage_shifts') ?? false;
  const { data: board, error, isPending, refetch } = useQuery(boardQuery);
  const { data: settings } = useQuery(settingsQuery);
  return (
    <div className={`${css.roster} scroll`} tabIndex={0} role="group" aria-label={t('desks.title')}>
      <header>
        <div>
          <h1>{t('desks.title')}</h1>
          <p className="t2">{t('desks.text')}</p>
        </div>
        <span className={css.acts}><Link className="btn" to="/handover">{t('back')}</Link></span>
      </header>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!manages && <p className="t2">{t('desks.ask')}</p>}
      {board?.desks.map((desk) => <Desk key={`${desk.id}${desk.name}${desk.kinds.join()}`} desk={desk} manages={manages} />)}
      {manages && board && <Desk desk={null} manages />}
      {settings && <Settings key={settings.version} settings={settings} manages={manages} />}
    </div>
  );
}
