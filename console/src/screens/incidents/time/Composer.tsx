import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useWallNow } from '../../../api/status';
import { Button, Icon, time } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { EMPTY, keepDraft, readDraft, type Draft } from '../logic/drafts';
import { asked, callable, called, completed, fitting } from '../logic/mentions';
import type { Entry, IncidentDetail, Side } from '../types';
import { Audience } from './Audience';
import { pastFrom, When } from './When';
import { useUploads } from './useUploads';

const SIDES: Side[] = ['city', 'centre'];

/** Where one writes: on which side, for whom, with whom called and what attached, always in sight. Drafts are kept. */
export function Composer({ incident, onSent }: { incident: IncidentDetail; onSent: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const now = useWallNow();
  const session = useSession();
  const [draft, setDraft] = useState<Draft>(() => readDraft(incident.id));
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const [when, setWhen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const uploads = useUploads(incident.id, draft.audience);
  const own = session?.agency.id;
  // What only one's own agency reads can call nobody else.
  const all = useMemo(() => {
    const mine = draft.audience === 'own';
    return callable(mine ? incident.people.filter((who) => who.agency.id === own) : incident.people, mine ? incident.agencies.filter((sub) => sub.id === own) : incident.agencies.filter((sub) => !sub.closed || sub.id === own));
  }, [incident.people, incident.agencies, draft.audience, own]);
  const ask = closed ? null : asked(draft.text, caret);
  const found = ask ? fitting(all, ask.word) : [];
  const change = (more: Partial<Draft>) => setDraft((was) => ({ ...was, ...more }));
  useEffect(() => keepDraft(incident.id, draft), [incident.id, draft]);
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 132)}px`;
  }, [draft.text]);
  useLayoutEffect(() => setAt(0), [ask?.word]);

  const past = when === null ? null : pastFrom(when, now);
  const ready = draft.text.trim() !== '' && !busy && !uploads.busy && (when === null || past !== null);
  const send = async () => {
    if (!ready) return;
    setBusy(true);
    const text = draft.text.trim();
    const body = {
      kind: draft.kind, side: draft.side, text, audience: draft.audience, mentions: called(text, all), attachments: uploads.files.map((file) => file.id),
      ...(past !== null ? { at: new Date(past).toISOString() } : {}),
    };
    const outcome = await act<Entry>({ method: 'POST', path: pathOf(incident.id, 'entries'), body, later: 'entry', incident: incident.id });
    setBusy(false);
    if (outcome.state === 'failed') return;
    setDraft((was) => ({ ...EMPTY, side: was.side, audience: was.audience }));
    uploads.clear();
    setWhen(null);
    onSent();
    box.current?.focus();
  };
  const take = (name: string) => {
    const done = completed(draft.text, caret, name);
    change({ text: done.text });
    requestAnimationFrame(() => {
      box.current?.setSelectionRange(done.caret, done.caret);
      setCaret(done.caret);
    });
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (found.length) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        setAt((was) => (was + step + found.length) % found.length);
        return;
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        take(found[at]?.name ?? found[0]!.name);
        return;
      }
      if (event.key === 'Escape') {
        event.stopPropagation();
        setClosed(true);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape') box.current?.blur();
  };
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    uploads.add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length) uploads.add(event.clipboardData.files);
  };
  if (!incident.permissions.write) return <p className="compose none meta">{t('compose.may')}</p>;
  return (
    <div className={`compose ${draft.audience}`} onDragOver={(event) => event.preventDefault()} onDrop={drop} onPaste={paste}>
      {found.length > 0 && (
        <ul className="mentions" id="inc-mentions" role="listbox" aria-label={t('compose.whom')}>
          {found.map((each, place) => (
            <li key={`${each.kind}${each.id}`} id={`inc-mention-${place}`} role="option" aria-selected={place === at} className={place === at ? 'on' : ''} onPointerDown={(event) => { event.preventDefault(); take(each.name); }}>
              <Icon name={each.kind === 'agency' ? 'people' : 'user'} size={15} />{each.name}
            </li>
          ))}
        </ul>
      )}
      <textarea
        id="inc-compose" ref={box} rows={1} maxLength={4000} value={draft.text} placeholder={t(`compose.hint.${draft.side}`)} aria-label={t(`compose.hint.${draft.side}`)}
        role="combobox" aria-expanded={found.length > 0} aria-controls="inc-mentions" aria-autocomplete="list" aria-activedescendant={found.length ? `inc-mention-${at}` : undefined}
        onChange={(event) => { setClosed(false); change({ text: event.currentTarget.value }); setCaret(event.currentTarget.selectionStart); }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)} onKeyDown={keys}
      />
      {(uploads.files.length > 0 || uploads.busy || when !== null) && (
        <div className="extras">
          {when !== null && <When value={when} ok={past !== null} onChange={setWhen} onClose={() => setWhen(null)} />}
          {uploads.files.map((file) => (
            <span key={file.id} className="chip o"><Icon name="doc" size={13} />{file.name}
              <button type="button" aria-label={t('compose.takeOff', { name: file.name })} onClick={() => uploads.remove(file.id)}><Icon name="x" size={13} /></button>
            </span>
          ))}
          {uploads.busy && <span className="meta" role="status">{t('compose.uploading')}</span>}
        </div>
      )}
      <div className="bt">
        <div className="tabs" role="group" aria-label={t('compose.side')}>
          {SIDES.map((side) => (
            <button key={side} type="button" aria-pressed={draft.side === side} className={draft.side === side ? 'on' : ''} onClick={() => { change({ side }); box.current?.focus(); }}>{t(`time.${side}`)}</button>
          ))}
        </div>
        <Audience incident={incident} own={session?.agency.name ?? ''} value={draft.audience} onChange={(audience) => change({ audience })} kind={draft.kind} onKind={(kind) => change({ kind })} />
        <span className="end">
          <Button kind="quiet" small icon="clock" aria-label={t('compose.when')} title={t('compose.when')} aria-pressed={when !== null} onClick={() => setWhen(when === null ? time(now) : null)} />
          <Button kind="quiet" small icon="plus" aria-label={t('compose.attach')} title={t('compose.attach')} onClick={() => picker.current?.click()} />
          <input ref={picker} type="file" multiple hidden aria-hidden="true" tabIndex={-1} onChange={(event) => { if (event.currentTarget.files) uploads.add(event.currentTarget.files); event.currentTarget.value = ''; }} />
          <Button small keys="↵" disabled={!ready} busy={busy} onClick={() => void send()}>{t('compose.add')}</Button>
        </span>
      </div>
    </div>
  );
}
