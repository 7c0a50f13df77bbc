import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Source } from '../../api/types';
import { Button, Dialog, Panel, Problem, toast } from '../../ui';
import { exampleOf } from './draft';
import css from './Sources.module.css';

/** Where senders post to, and the token that lets them. */
export function Pushing({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const address = `${location.origin}/api/push/${source.id}`;
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      setToken((await api.post<{ token: string }>(`/sources/${source.id}/token`)).token);
      await queries.invalidateQueries({ queryKey: ['sources'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => toast(t('ui:copied')), () => toast(t('noCopy'), { kind: 'problem' }));
  const example = `curl -X POST ${address} \\\n  -H "Authorization: Bearer ${token || 'TOKEN'}" \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(exampleOf(source.mapping))}'`;
  return (
    <Panel title={t('push.title')}>
      <div className={css.copyline}>
        <code>{address}</code>
        <Button small icon="copy" aria-label={t('push.copyAddress')} onClick={() => copy(address)} />
      </div>
      <p className="meta">{source.token_hint ? t('push.hint', { hint: source.token_hint }) : t('push.none')}</p>
      {error !== null && <Problem error={error} />}
      <div><Button icon="key" busy={busy} onClick={() => void make()}>{t(source.token_hint ? 'push.again' : 'push.make')}</Button></div>
      <Dialog open={token !== ''} onClose={() => setToken('')} title={t('push.once')} size={600}>
        <div className="form">
          <p className="t2">{t('push.onceText')}</p>
          <div className={css.copyline}>
            <code data-testid="token">{token}</code>
            <Button small icon="copy" onClick={() => copy(token)}>{t('ui:copy')}</Button>
          </div>
          <pre className={css.code} tabIndex={0}>{example}</pre>
          <div className={css.dialogActs}>
            <Button icon="copy" onClick={() => copy(example)}>{t('push.copyExample')}</Button>
            <Button kind="pri" onClick={() => setToken('')}>{t('push.kept')}</Button>
          </div>
        </div>
      </Dialog>
    </Panel>
  );
}
