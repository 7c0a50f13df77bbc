import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { Button, Dialog, Icon, Problem, toast } from '../../ui';
import type { Warning } from './types';
import css from './Warnings.module.css';

/** Releasing: never by somebody who wrote in the draft, and only when nothing is missing. */
export function Release({ warning, version, changed }: { warning: Warning; version: number; changed: boolean }) {
  const { t } = useTranslation('warnings');
  const who = useSession()?.person.name ?? '';
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = [...new Set(warning.missing.map((each) => each.field.split('.').slice(-1)[0] ?? ''))];
  const release = async () => {
    setBusy(true);
    setError(null);
    try {
      const out = await api.sendOut<Warning>(`/warnings/${warning.id}/release`, { version });
      toast(t('released', { number: out.number }));
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ['warnings'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const why = changed ? t('release.save') : fields.length ? t('release.missing', { what: fields.map((field) => t(`missing.${field}`, { defaultValue: field })).join(', ') }) : warning.mine ? t('release.mine') : t('release.ready');
  const may = !changed && fields.length === 0 && !warning.mine;
  return (
    <div className={css.release}>
      <p className={may ? '' : 't2'}><Icon name={may ? 'check' : warning.mine && !changed && !fields.length ? 'people' : 'pen'} size={16} /><span>{why}</span></p>
      <Button kind="pri" icon="horn" disabled={!may} onClick={() => setAsking(true)}>{t('release.act')}</Button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t('release.title', { number: warning.number })}>
        <div className="form">
          <p>{t('release.text')}</p>
          <p className="t2">{t('release.inName', { who })}</p>
          {error !== null && <Problem error={error} />}
          <div className={css.dialogActs}>
            <Button onClick={() => setAsking(false)}>{t('release.leave')}</Button>
            <Button kind="pri" icon="horn" busy={busy} data-autofocus onClick={() => void release()}>{t('release.act')}</Button>
          </div>
        </div>
      </Dialog>
    </div>
  );
}
