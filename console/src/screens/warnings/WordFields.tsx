import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../api/types';
import { FIELDS, type Words } from './types';

const LONG = ['description', 'instruction'];
const MOST: Record<string, number> = { event: 160, headline: 160, area: 200, description: 4000, instruction: 4000 };

/** What the public reads in one language. */
export function WordFields({ words, locale, onChange }: { words: Words; locale: Locale; onChange: (words: Words) => void }) {
  const { t } = useTranslation('warnings');
  return (
    <div className="form">
      {FIELDS.map((field) => {
        const common = {
          label: t(`field.${field}`), description: t(`help.${field}`, { defaultValue: '' }) || undefined, value: words[field], lang: locale,
          maxLength: MOST[field], required: field !== 'instruction',
        };
        return LONG.includes(field)
          ? <Textarea key={field} {...common} autosize minRows={2} maxRows={8} onChange={(event) => onChange({ ...words, [field]: event.currentTarget.value })} />
          : <TextInput key={field} {...common} onChange={(event) => onChange({ ...words, [field]: event.currentTarget.value })} />;
      })}
    </div>
  );
}
