import { TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGS, type Fault, type Lang, type Words } from '../types';

const NAME: Record<Lang, string> = { en: 'English', it: 'Italiano', nb: 'Norsk' };

/** A sentence in three languages side by side; the one that is missing says so in its place. */
export function WordsField(props: { label: string; words: Words; long?: boolean; faults?: Fault[]; disabled?: boolean; onChange: (words: Words) => void }) {
  const { t } = useTranslation('procedures');
  const { label, words, long, faults, disabled, onChange } = props;
  return (
    <fieldset className="three">
      <legend className="meta">{label}</legend>
      {LANGS.map((lang) => {
        const common = {
          key: lang, value: words[lang], disabled, maxLength: 400, lang,
          'aria-label': `${label}, ${NAME[lang]}`,
          error: faults?.some((fault) => fault.locale === lang) ? t('fault.missing') : undefined,
        };
        const put = (value: string) => onChange({ ...words, [lang]: value.replace(/[\n\t]+/g, ' ') });
        const tag = <span className="lang" aria-hidden="true">{lang}</span>;
        const { key, ...rest } = common;
        return long ? (
          <Textarea key={key} {...rest} autosize minRows={2} maxRows={6} leftSection={tag} onChange={(event) => put(event.currentTarget.value)} />
        ) : (
          <TextInput key={key} {...rest} leftSection={tag} onChange={(event) => put(event.currentTarget.value)} />
        );
      })}
    </fieldset>
  );
}
