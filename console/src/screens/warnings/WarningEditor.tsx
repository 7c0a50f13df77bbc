import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../api/client';
import type { Locale } from '../../api/types';
import { LOCALES } from '../../i18n';
import { Button, Chip, Icon, Problem, Tabs, toast, useKeys } from '../../ui';
import { shownSeverity } from './api';
import { AreaMap } from './AreaMap';
import { Judgement } from './Judgement';
import { PublicView } from './PublicView';
import { Release } from './Release';
import { closed } from './ring';
import { WordFields } from './WordFields';
import type { Content, Warning } from './types';
import css from './Warnings.module.css';

/** A draft: its words in three languages, what it asks, where and until when; and its release by somebody else. */
export function WarningEditor({ warning, onMade, onLeft }: { warning: Warning; onMade: (made: Warning) => void; onLeft: () => void }) {
  const { t, i18n } = useTranslation('warnings');
  const queries = useQueryClient();
  const [content, setContent] = useState<Content>(warning.content);
  const [version, setVersion] = useState(warning.version);
  const [locale, setLocale] = useState<Locale>(i18n.language as Locale);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const kept = useRef(JSON.stringify(warning.content));
  const changed = JSON.stringify(content) !== kept.current;
  // somebody else changed the draft, and nothing of it is being changed here
  useEffect(() => {
    if (changed || warning.version === version) return;
    kept.current = JSON.stringify(warning.content);
    setContent(warning.content);
    setVersion(warning.version);
  }, [warning.version, changed]);
  const set = (part: Partial<Content>) => setContent((now) => ({ ...now, ...part }));
  const renew = () => queries.invalidateQueries({ queryKey: ['warnings'] });
  const save = async () => {
    if (busy || !changed) return;
    setBusy(true);
    setError(null);
    try {
      const whole = { ...content, ring: closed(content.ring) };
      const saved = warning.id
        ? await api.put<Warning>(`/warnings/${warning.id}`, { content: whole, version })
        : await api.post<Warning>('/warnings', { content: whole, ...(warning.about ? { about: warning.about } : {}) });
      kept.current = JSON.stringify(saved.content);
      setContent(saved.content);
      setVersion(saved.version);
      toast(t('saved', { number: saved.number }));
      await renew();
      if (!warning.id) onMade(saved);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const drop = async () => {
    if (!warning.id) return onLeft();
    try {
      await api.delete(`/warnings/${warning.id}`);
      toast(t('dropped', { number: warning.number }));
      await renew();
    } catch (problem) {
      toast(problemOf(problem).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
  };
  useKeys([{ id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true }], [content, version, busy, changed, t]);
  const lacking = (id: Locale) => ['event', 'headline', 'description', 'area'].some((field) => !content.texts[id][field as 'event'].trim());
  return (
    <>
      <section className={css.middle} aria-label={warning.number || t('unsaved')}>
        <div className={css.edithead}>
          <h2>{warning.number || t('unsaved')}</h2>
          <Chip edge>{t(`type.${warning.type}`)}</Chip>
          <span className={css.end}>
            <Button kind="quiet" icon="trash" aria-label={t('drop')} title={t('drop')} onClick={() => void drop()} />
            <Button keys="Ctrl+S" busy={busy} disabled={!changed} onClick={() => void save()}>{t('ui:save')}</Button>
          </span>
        </div>
        <div className={`${css.body} ${css.form} scroll`} tabIndex={0} role="group" aria-label={t('draft')}>
          {error !== null && <Problem error={error} />}
          {warning.type === 'Cancel' && <p className="t2">{t('cancelText')}</p>}
          <Tabs
            name="language"
            label={t('language')}
            value={locale}
            onChange={setLocale}
            tabs={LOCALES.map((each) => ({ id: each.id, label: <>{each.name}{lacking(each.id) ? <Icon name="pen" size={13} /> : <Icon name="check" size={13} />}</> }))}
          />
          <div role="tabpanel" id="language-panel" aria-labelledby={`language-${locale}`}>
            <WordFields words={content.texts[locale]} locale={locale} onChange={(words) => set({ texts: { ...content.texts, [locale]: words } })} />
          </div>
          <Judgement content={content} onChange={set} />
          <h3 className="sec">{t('where')}</h3>
          <div className={css.drawing}><AreaMap ring={content.ring} severity={shownSeverity(content)} onRing={(ring) => set({ ring })} /></div>
        </div>
      </section>
      <aside className={css.public} aria-label={t('public.label')}>
        <div className={`${css.body} scroll`} tabIndex={0} role="group" aria-label={t('public.label')}><PublicView content={content} locale={locale} bare /></div>
        {warning.id && <Release warning={warning} version={version} changed={changed} />}
      </aside>
    </>
  );
}
