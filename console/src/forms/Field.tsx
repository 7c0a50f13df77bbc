import { PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { number } from '../ui';
import { NumberField } from './NumberField';
import { SensorField } from './SensorField';
import { at, useForm } from './context';
import { kindOf, optionOf, resolve, same, wordsOf, type Resolved } from './schema';
import { unitOf } from './units';

export interface FieldProps {
  name: string;
  schema: Resolved;
  value: Json | undefined;
  path: (string | number)[];
  required?: boolean;
}

/** A value as "was 5" says it. */
function useSaid(schema: Resolved): (value: Json) => string {
  const { t, i18n } = useTranslation('forms');
  return (value) => {
    if (typeof value === 'number') return number(value); // The unit stands beside it already.
    if (typeof value === 'boolean') return t(value ? 'on' : 'off');
    if (Array.isArray(value)) return value.length ? value.map(String).join(', ') : t('empty');
    if (value === null || value === '') return t('empty');
    return schema.enum ? optionOf(schema, value, i18n.language) : String(value);
  };
}

/** "was 5" after a change; else "usual 3" where it differs from what the program would choose. */
function useHint({ schema, value, path }: FieldProps): string {
  const { t } = useTranslation('forms');
  const form = useForm();
  const said = useSaid(schema);
  if (schema['x-secret']) return '';
  const was = at(form.was, path);
  const usual = at(form.defaults, path);
  if (was !== undefined && !same(was, value)) return t('was', { value: said(was) });
  if (usual !== undefined && !same(usual, value)) return t('usual', { value: said(usual) });
  return '';
}

/** One value of a form: name, box with unit, slider where both bounds are known, what it is for, what it was. */
export function Field(props: FieldProps) {
  const { name, schema, value, path, required } = props;
  const { t, i18n } = useTranslation('forms');
  const form = useForm();
  const hint = useHint(props);
  const kind = kindOf(schema, form.root);
  const words = wordsOf(schema, name, i18n.language);
  const set = (next: Json) => form.change(path, next);
  const note = [words.description, kind === 'number' || kind === 'integer' ? '' : hint].filter(Boolean).join(' · ');
  const shared = {
    label: words.title,
    description: note || undefined,
    error: form.faults[path.join('.')],
    disabled: form.disabled,
    required: required && kind !== 'switch' && !(kind === 'secret' && form.secrets.includes(path.join('.'))),
  };
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
  const empty = (typed: string): Json => (typed === '' && schema.nullable ? null : typed);

  switch (kind) {
    case 'switch':
      return <Switch {...shared} required={undefined} labelPosition="left" className="fld-switch" checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
    case 'choice': {
      const options = (schema.enum ?? []).map((each) => ({ value: String(each), label: optionOf(schema, each, i18n.language) }));
      return (
        <Select
          {...shared}
          data={options}
          value={value === null || value === undefined ? null : text}
          clearable={schema.nullable}
          allowDeselect={false}
          searchable={options.length > 8}
          onChange={(next) => set(next === null ? null : ((schema.enum ?? []).find((each) => String(each) === next) ?? next))}
        />
      );
    }
    case 'number':
    case 'integer':
      return <NumberField {...shared} schema={schema} value={typeof value === 'number' ? value : null} hint={hint} onChange={set} path={path} />;
    case 'tags': {
      const item = resolve(schema.items ?? {}, form.root);
      const numeric = item.type === 'number' || item.type === 'integer';
      const list = Array.isArray(value) ? value.map(String) : [];
      return (
        <TagsInput
          {...shared}
          data={(item.enum ?? []).map(String)}
          value={list}
          maxTags={schema.maxItems}
          placeholder={list.length ? undefined : t(item.format === 'date' ? 'dates' : 'tags')}
          onChange={(next) => set(numeric ? next.map(Number).filter((each) => !Number.isNaN(each)) : next)}
        />
      );
    }
    case 'sensor':
    case 'sensors':
      return <SensorField {...shared} many={kind === 'sensors'} value={value} onChange={set} />;
    case 'secret':
      return <PasswordInput {...shared} autoComplete="off" value={text} placeholder={form.secrets.includes(path.join('.')) ? t('kept') : undefined} onChange={(event) => set(empty(event.currentTarget.value))} />;
    case 'long':
    case 'map':
      return <Textarea {...shared} autosize minRows={2} maxRows={10} value={kind === 'map' ? JSON.stringify(value ?? {}) : text} onChange={(event) => set(kind === 'map' ? parsed(event.currentTarget.value, value) : empty(event.currentTarget.value))} />;
    default:
      return (
        <TextInput
          {...shared}
          type={kind === 'date' ? 'date' : kind === 'moment' && !ZONED.test(text) ? 'datetime-local' : 'text'}
          rightSection={schema['x-unit'] ? unitOf(schema['x-unit'], t) : undefined}
          maxLength={schema.maxLength}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => set(empty(event.currentTarget.value))}
        />
      );
  }
}

/** A time with a zone of its own, which the browser's picker cannot say. */
const ZONED = /(?:Z|[+-]\d\d:?\d\d)$/i;

function parsed(text: string, before: Json | undefined): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return before ?? {};
  }
}
