import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PartnerOut } from '../../../api/generated';
import { Age, Button, Panel, Problem, toast } from '../../../ui';
import { partnersQuery } from '../api';

function Line({ partner, onChanged }: { partner: PartnerOut; onChanged: (made?: PartnerOut) => void }) {
  const { t } = useTranslation('incidents');
  const [address, setAddress] = useState(partner.address);
  const [error, setError] = useState<unknown>(null);
  const send = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setError(null);
      onChanged();
    } catch (problem) {
      setError(problem);
    }
  };
  const put = (more: Partial<PartnerOut>) => send(() => api.put(`/incidents/partners/${encodeURIComponent(partner.id)}`, { name: partner.name, address, enabled: partner.enabled, notes: partner.notes, ...more }));
  return (
    <li className="rule">
      <div className="acts">
        <b>{partner.name}</b>
        <span className={`meta${partner.last_error ? ' wrong' : ''}`}>
          {partner.last_error ?? (partner.last_at ? <>{t('settings.partner.heard')} <Age since={partner.last_at} /></> : t('settings.partner.never'))}
          {partner.waiting > 0 && ` · ${t('settings.partner.waiting', { count: partner.waiting })}`}
        </span>
        <span className="end"><Button small kind="quiet" onClick={() => void put({ enabled: !partner.enabled })}>{partner.enabled ? t('settings.partner.pause') : t('settings.partner.resume')}</Button>
          <Button small kind="quiet" icon="trash" onClick={() => void send(() => api.delete(`/incidents/partners/${encodeURIComponent(partner.id)}`))}>{t('settings.partner.remove')}</Button></span>
      </div>
      <div className="two">
        <label className="fld"><span>{t('settings.partner.outbound')}</span><input value={address} placeholder="https://" onChange={(event) => setAddress(event.currentTarget.value)} onBlur={() => address !== partner.address && void put({ address })} /></label>
        <label className="fld"><span>{t('settings.partner.inbound')}</span><input readOnly value={partner.inbound} onFocus={(event) => event.currentTarget.select()} /></label>
      </div>
      {error !== null && <Problem error={error} />}
    </li>
  );
}

/** Other installations with which incidents can be shared: a name, two addresses, and a secret that both know. */
export function Partners() {
  const { t } = useTranslation('incidents');
  const queries = useQueryClient();
  const { data, error } = useQuery(partnersQuery);
  const [name, setName] = useState('');
  const [made, setMade] = useState<PartnerOut | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    try {
      const answer = await api.post<PartnerOut>('/incidents/partners', { name: name.trim() });
      setMade(answer);
      setName('');
      setFault(null);
      await queries.invalidateQueries({ queryKey: partnersQuery.queryKey });
      toast(t('settings.partner.added', { name: answer.name }));
    } catch (problem) {
      setFault(problem);
    }
  };
  return (
    <Panel title={t('settings.partner.title')}>
      <p className="meta">{t('settings.partner.text')}</p>
      {error && !data && <Problem error={error} />}
      <ul className="rulelist">{(data ?? []).map((partner) => <Line key={partner.id} partner={partner} onChanged={() => void queries.invalidateQueries({ queryKey: partnersQuery.queryKey })} />)}</ul>
      {made?.secret && (
        <div className="willsee" role="status"><p><span>{t('settings.partner.secret', { name: made.name })}<br /><code>{made.secret}</code></span></p></div>
      )}
      {fault !== null && <Problem error={fault} />}
      <form className="acts" onSubmit={(event) => void add(event)}>
        <label className="fld"><span>{t('settings.partner.name')}</span><input maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} /></label>
        <Button small kind="line" icon="plus" type="submit" disabled={!name.trim()}>{t('settings.partner.add')}</Button>
      </form>
    </Panel>
  );
}
