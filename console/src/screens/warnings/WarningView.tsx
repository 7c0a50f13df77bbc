import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../api/client';
import { Button, Chip, moment, Panel, SeverityShape, shapeOf, toast } from '../../ui';
import { shownSeverity, titleOf } from './api';
import type { Warning } from './types';
import css from './Warnings.module.css';

/** A warning that is out, or a draft for those who may not write: who did what, until when; update and cancel. */
export function WarningView({ warning, warns, onBegun }: { warning: Warning; warns: boolean; onBegun: (id: string) => void }) {
  const { t, i18n } = useTranslation('warnings');
  const queries = useQueryClient();
  const [busy, setBusy] = useState('');
  const follow = async (what: 'update' | 'cancel') => {
    setBusy(what);
    try {
      const made = await api.post<Warning>(`/warnings/${warning.id}/${what}`);
      await queries.invalidateQueries({ queryKey: ['warnings'] });
      toast(t(what === 'cancel' ? 'cancelBegun' : 'updateBegun', { number: made.number }));
      onBegun(made.id);
    } catch (error) {
      toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy('');
  };
  const running = warning.state === 'running';
  const names = warning.editors.map((each) => each.name).join(', ');
  return (
    <section className={css.middle} aria-label={warning.number}>
      <Panel>
        <div className={css.title}>
          <SeverityShape shape={shapeOf(shownSeverity(warning.content))} size={20} />
          <h2>{titleOf(warning.content, i18n.language) || t('untitled')}</h2>
          <span className={css.end}><Chip edge>{t(`type.${warning.type}`)}</Chip></span>
        </div>
        <p className={css.say}>
          {t(running ? (warning.type === 'Cancel' ? 'say.cancel' : 'say.running') : warning.state === 'draft' ? 'say.draft' : warning.replaced_by ? 'say.replaced' : 'say.ended', { until: warning.expires_at ? moment(warning.expires_at) : '' })}
        </p>
      </Panel>
      <div className={`${css.body} scroll`} tabIndex={0} role="group" aria-label={t('facts')}>
        <Panel title={t('facts')}>
          <dl className={css.facts}>
            <div><dt>{t('number')}</dt><dd>{warning.number}</dd></div>
            <div><dt>{t('drafted')}</dt><dd>{names}, {moment(warning.drafted_at)}</dd></div>
            {warning.released_by && warning.released_at && <div><dt>{t('releasedBy')}</dt><dd>{warning.released_by.name}, {moment(warning.released_at)}</dd></div>}
            {warning.expires_at && <div><dt>{t('field.expires')}</dt><dd>{moment(warning.expires_at)}</dd></div>}
            <div><dt>{t('field.category')}</dt><dd>{t(`category.${warning.content.category}`)}</dd></div>
            <div><dt>{t('field.severity')}</dt><dd>{t(`severity.${warning.content.severity}`)}, {t(`urgency.${warning.content.urgency}`)}, {t(`certainty.${warning.content.certainty}`)}</dd></div>
            {warning.identifier && <div><dt>{t('identifier')}</dt><dd className={css.mono}>{warning.identifier}</dd></div>}
          </dl>
          {warning.identifier && <p><a className={css.link} href={`/api/warnings/public/${warning.identifier}`} target="_blank" rel="noreferrer">{t('openCap')}</a></p>}
        </Panel>
      </div>
      {warns && running && warning.type !== 'Cancel' && (
        <div className={css.acts}>
          <Button busy={busy === 'update'} onClick={() => void follow('update')}>{t('update')}</Button>
          <Button className={css.end} kind="danger" busy={busy === 'cancel'} onClick={() => void follow('cancel')}>{t('cancel')}</Button>
        </div>
      )}
    </section>
  );
}
