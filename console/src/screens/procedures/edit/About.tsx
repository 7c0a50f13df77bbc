import { NativeSelect, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { kindsQuery } from '../api';
import { NONE } from '../logic/edit';
import type { Content, Fault } from '../types';
import { FaultLine } from './Faults';
import { WordsField } from './WordsField';

/** The procedure as a whole: title, what it is for, and for which alerts and places it is offered. */
export function About({ content, faults, disabled, onChange, onGo }: { content: Content; faults: Fault[]; disabled: boolean; onChange: (content: Content) => void; onGo: (step: string) => void }) {
  const { t, i18n } = useTranslation('procedures');
  const kinds = useQuery(kindsQuery(i18n.language)).data ?? [];
  const of = (field: string) => faults.filter((fault) => fault.step === '' && fault.field === field);
  const known = kinds.some((kind) => kind.name === content.kind) || !content.kind ? [] : [{ value: content.kind, label: content.kind }];
  return (
    <div className="inspect">
      <div className="inspect-head"><h2>{t('about.title')}</h2></div>
      {faults.length > 0 && (
        <>
          <p className="meta">{t('faults', { count: faults.length })}</p>
          <ul className="faults">{faults.slice(0, 30).map((fault, nth) => <FaultLine key={nth} fault={fault} content={content} onGo={onGo} />)}</ul>
        </>
      )}
      <WordsField label={t('about.name')} words={content.title} faults={of('title')} disabled={disabled} onChange={(title) => onChange({ ...content, title })} />
      <WordsField label={t('about.summary')} words={content.summary ?? NONE} long faults={of('summary')} disabled={disabled} onChange={(summary) => onChange({ ...content, summary })} />
      <NativeSelect label={t('about.kind')} disabled={disabled} value={content.kind} error={of('kind').length > 0} data={[{ value: '', label: t('about.choose') }, ...kinds.map((kind) => ({ value: kind.name, label: kind.title })), ...known]} onChange={(event) => onChange({ ...content, kind: event.currentTarget.value })} />
      <TagsInput label={t('about.places')} description={t('about.placesText')} disabled={disabled} value={content.places} onChange={(places) => onChange({ ...content, places: places.map((place) => place.slice(0, 200)) })} />
    </div>
  );
}
