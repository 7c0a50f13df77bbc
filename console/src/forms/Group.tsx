import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../api/types';
import { Button } from '../ui';
import { Field } from './Field';
import { useForm } from './context';
import { blank, kindOf, resolve, wordsOf, type Resolved, type Schema } from './schema';

type Path = (string | number)[];

/** The fields of an object; those marked `x-advanced` fold away under "More". */
export function Group({ schema, value, path, without = [] }: { schema: Schema; value: Json | undefined; path: Path; without?: string[] }) {
  const { t } = useTranslation('forms');
  const { root } = useForm();
  const all = Object.entries(schema.properties ?? {}).filter(([name]) => !without.includes(name));
  const held = (value && typeof value === 'object' && !Array.isArray(value) ? value : {}) as JsonObject;
  const draw = ([name, property]: [string, Schema]) => (
    <Any key={name} name={name} schema={resolve(property, root)} value={held[name]} path={[...path, name]} required={schema.required?.includes(name)} />
  );
  const folded = all.filter(([, property]) => resolve(property, root)['x-advanced']);
  return (
    <div className="form">
      {all.filter((each) => !folded.includes(each)).map(draw)}
      {folded.length > 0 && (
        <details className="more">
          <summary>{t('more')}</summary>
          <div className="form">{folded.map(draw)}</div>
        </details>
      )}
    </div>
  );
}

interface AnyProps {
  name: string;
  schema: Resolved;
  value: Json | undefined;
  path: Path;
  required?: boolean;
}

/** One property, whatever it is. */
function Any(props: AnyProps) {
  const { root } = useForm();
  if (props.schema.const !== undefined) return null;
  switch (kindOf(props.schema, root)) {
    case 'group':
      return <Nested {...props} />;
    case 'list':
      return <List {...props} />;
    case 'union':
      return <Union {...props} />;
    default:
      return <Field {...props} />;
  }
}

function Nested({ name, schema, value, path }: AnyProps) {
  const { t, i18n } = useTranslation('forms');
  const { root, change } = useForm();
  const words = wordsOf(schema, name, i18n.language);
  return (
    <fieldset className="nest">
      <legend>{words.title}</legend>
      {words.description && <p className="meta">{words.description}</p>}
      {schema.nullable && value === null
        ? <Button small icon="plus" onClick={() => change(path, blank({ ...schema, default: undefined, nullable: false } as Schema, root))}>{t('add')}</Button>
        : <Group schema={schema} value={value} path={path} />}
      {schema.nullable && value !== null && value !== undefined && (
        <Button small kind="quiet" icon="x" onClick={() => change(path, null)}>{t('remove')}</Button>
      )}
    </fieldset>
  );
}

function List({ name, schema, value, path }: AnyProps) {
  const { t, i18n } = useTranslation('forms');
  const { root, change } = useForm();
  const words = wordsOf(schema, name, i18n.language);
  const items = Array.isArray(value) ? value : [];
  const item = resolve(schema.items ?? {}, root);
  return (
    <fieldset className="nest">
      <legend>{words.title}</legend>
      {words.description && <p className="meta">{words.description}</p>}
      {items.map((each, place) => (
        // Items have no identity of their own: their place is what the API knows them by.
        <div className="nest-item" key={place}>
          <Group schema={item} value={each} path={[...path, place]} />
          <Button
            small
            kind="quiet"
            icon="trash"
            aria-label={t('removeItem', { place: place + 1, name: words.title })}
            onClick={() => change(path, items.filter((_, other) => other !== place))}
          />
        </div>
      ))}
      <div><Button small icon="plus" onClick={() => change(path, [...items, blank(item, root)])}>{t('add')}</Button></div>
    </fieldset>
  );
}

/** Which alternative a value is: by its constants (a `type` field, say), else by its first fitting type. */
function fitting(options: Resolved[], value: Json | undefined): number {
  const found = options.findIndex((option) => {
    const constants = Object.entries(option.properties ?? {}).filter(([, each]) => each.const !== undefined);
    if (constants.length && value && typeof value === 'object' && !Array.isArray(value)) {
      return constants.every(([name, each]) => value[name] === each.const);
    }
    return option.type === (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);
  });
  return Math.max(0, found);
}

function Union({ name, schema, value, path, required }: AnyProps) {
  const { i18n } = useTranslation('forms');
  const { root, change } = useForm();
  const options = (schema.oneOf ?? schema.anyOf ?? []).map((each) => resolve(each, root));
  const now = fitting(options, value);
  const words = wordsOf(schema, name, i18n.language);
  const chosen = options[now];
  return (
    <fieldset className="nest">
      <legend>{words.title}</legend>
      {words.description && <p className="meta">{words.description}</p>}
      <div className="tabs" role="group" aria-label={words.title}>
        {options.map((option, place) => (
          <button key={place} type="button" className={place === now ? 'on' : ''} aria-pressed={place === now} onClick={() => change(path, blank(option, root))}>
            {wordsOf(option, option.type?.toString() ?? '', i18n.language).title}
          </button>
        ))}
      </div>
      {chosen && <Any name={name} schema={chosen.type === 'object' ? { ...chosen, title: undefined } : { ...chosen, title: schema.title }} value={value} path={path} required={required} />}
    </fieldset>
  );
}
