import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { moment } from '../../ui';
import { CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES, type Content } from './types';
import css from './Warnings.module.css';

const HOURS = [1, 3, 6, 12, 24, 48];

/** How grave, how soon, how sure; what people are to do; until when it holds. */
export function Judgement({ content, onChange }: { content: Content; onChange: (part: Partial<Content>) => void }) {
  const { t } = useTranslation('warnings');
  const words = (group: string, values: readonly string[]) => values.map((value) => ({ value, label: t(`${group}.${value}`) }));
  return (
    <>
      <h3 className="sec">{t('what')}</h3>
      <div className={css.two}>
        <Select label={t('field.category')} value={content.category} allowDeselect={false} data={words('category', CATEGORIES)} onChange={(value) => value && onChange({ category: value as Content['category'] })} />
        <Select label={t('field.severity')} value={content.severity} allowDeselect={false} data={words('severity', SEVERITIES)} onChange={(value) => value && onChange({ severity: value as Content['severity'] })} />
        <Select label={t('field.urgency')} value={content.urgency} allowDeselect={false} data={words('urgency', URGENCIES)} onChange={(value) => value && onChange({ urgency: value as Content['urgency'] })} />
        <Select label={t('field.certainty')} value={content.certainty} allowDeselect={false} data={words('certainty', CERTAINTIES)} onChange={(value) => value && onChange({ certainty: value as Content['certainty'] })} />
      </div>
      <MultiSelect label={t('field.responses')} value={content.responses} data={words('response', RESPONSES)} onChange={(values) => onChange({ responses: values as Content['responses'] })} />
      <div className={css.ends}>
        <span>{t('field.expires')}: <b>{content.expires_at ? moment(content.expires_at) : t('notSet')}</b></span>
        <select aria-label={t('setEnd')} value="" onChange={(event) => onChange({ expires_at: new Date(Math.ceil(Date.now() / 60_000) * 60_000 + Number(event.currentTarget.value) * 3_600_000).toISOString() })}>
          <option value="" disabled>{t('setEnd')}</option>
          {HOURS.map((hours) => <option key={hours} value={hours}>{t('inHours', { count: hours })}</option>)}
        </select>
      </div>
      <div className={css.two}>
        <TextInput label={t('field.contact')} maxLength={200} value={content.contact} onChange={(event) => onChange({ contact: event.currentTarget.value })} />
        <TextInput label={t('field.web')} type="url" maxLength={500} value={content.web} onChange={(event) => onChange({ web: event.currentTarget.value })} />
      </div>
    </>
  );
}
