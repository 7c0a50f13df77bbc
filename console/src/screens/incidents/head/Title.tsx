import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Masked } from '../../../grants/Masked';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import type { IncidentDetail } from '../types';

/** The title and the number; pressing the title lets it be written anew. */
export function Title({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    const title = draft?.trim();
    setDraft(null);
    if (!title || title === incident.title) return;
    const before = incident.title;
    void act<IncidentDetail>({ method: 'PATCH', path: pathOf(incident.id), body: { version: incident.version, title }, said: t('head.titleSaid', { before }) });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save();
    if (event.key === 'Escape') setDraft(null);
  };
  return (
    <span className="ttl">
      {draft === null ? (
        <h1>
          {incident.permissions.write ? (
            <button type="button" title={t('head.rename')} onClick={() => setDraft(incident.title)}>{incident.title}</button>
          ) : incident.title}
        </h1>
      ) : (
        <input autoFocus aria-label={t('head.title')} maxLength={200} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} onKeyDown={keys} onBlur={save} />
      )}
      <span className="t3 nw">{incident.number}</span>
      {incident.title_masked && <Masked kind="incident" id={incident.id} />}
      {incident.partner && <span className="chip o">{t('head.partner', { name: incident.partner })}</span>}
    </span>
  );
}
