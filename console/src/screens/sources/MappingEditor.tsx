import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject, SourceType } from '../../api/types';
import { SchemaForm } from '../../forms/SchemaForm';
import { blanks, put, type Schema } from '../../forms/schema';
import { Banner, Button } from '../../ui';
import { trimmed } from './draft';
import { assign, leavesOf, ROLES, roleOf, type Role } from './leaves';
import css from './Sources.module.css';

interface Props {
  type: SourceType;
  mapping: JsonObject;
  sample: string;
  topic: string;
  suggestions?: JsonObject;
  faults: Record<string, string>;
  onMapping: (mapping: JsonObject) => void;
  onSample: (sample: string) => void;
  onTopic: (topic: string) => void;
}

/** How messages are read: paste one, take the suggestion or point at its fields; the rest is a form. */
export function MappingEditor(props: Props) {
  const { type, mapping, sample, topic, suggestions, faults, onMapping, onSample, onTopic } = props;
  const { t } = useTranslation('sources');
  const schema = type.mapping_schema as Schema;
  const leaves = leavesOf(sample, typeof mapping.records === 'string' ? mapping.records : '');
  const plain = trimmed(mapping);
  // Until somebody maps a field, the preview reads by the suggestion, and so the table shows it.
  const inForce = Object.keys(plain).length === 0 && suggestions ? suggestions : mapping;
  const offered = suggestions && Object.keys(suggestions).length > 0 && JSON.stringify(plain) !== JSON.stringify(trimmed(suggestions));
  const value = { ...blanks(schema, schema), ...mapping };
  const own = Object.fromEntries(
    Object.entries(faults).filter(([field]) => field.startsWith('mapping')).map(([field, fault]) => [field.replace(/^mapping\./, ''), fault]),
  );
  return (
    <section className={`${css.col} scroll`} aria-label={t('mapping.title')}>
      <h2 className="sec">{t('mapping.title')}</h2>
      <p className="meta">{t('mapping.text')}</p>
      <Textarea
        classNames={{ input: css.sample }}
        label={t('mapping.sample')}
        value={sample}
        autosize
        minRows={5}
        maxRows={11}
        spellCheck={false}
        placeholder={t(type.id === 'replay' ? 'mapping.pasteTable' : 'mapping.paste')}
        onChange={(event) => onSample(event.currentTarget.value)}
      />
      {type.id === 'mqtt' && (
        <TextInput label={t('mapping.topic')} value={topic} spellCheck={false} placeholder="city/counters/7" onChange={(event) => onTopic(event.currentTarget.value)} />
      )}
      {offered && (
        <Banner kind="note" act={<Button small onClick={() => onMapping(suggestions)}>{t('mapping.take')}</Button>}>
          {t(Object.keys(plain).length ? 'mapping.other' : 'mapping.used')}
        </Banner>
      )}
      {leaves.length > 0 && (
        <table className={css.leaves}>
          <caption className="meta">{t('mapping.point')}</caption>
          <thead><tr><th scope="col">{t('mapping.field')}</th><th scope="col">{t('mapping.holds')}</th><th scope="col">{t('mapping.is')}</th></tr></thead>
          <tbody>
            {leaves.map((leaf) => {
              const role = roleOf(inForce, leaf.path);
              return (
                <tr key={leaf.path}>
                  <td><code>{leaf.path}</code></td>
                  <td className={css.holds} title={leaf.shown}>{leaf.shown}</td>
                  <td>
                    <select
                      aria-label={t('mapping.roleOf', { field: leaf.path })}
                      value={role}
                      className={role === 'none' ? 't3' : undefined}
                      onChange={(event) => onMapping(assign(inForce, leaf.path, event.currentTarget.value as Role))}
                    >
                      {ROLES.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}
                    </select>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <details className="more">
        <summary>{t('mapping.all')}</summary>
        <SchemaForm schema={schema} value={value} faults={own} onChange={(path, to: Json) => onMapping(put(value, path, to) as JsonObject)} />
      </details>
    </section>
  );
}
