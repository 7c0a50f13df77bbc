import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SharingRuleIn } from '../../../api/generated';
import { useSession } from '../../../api/session';
import { Button, shapeOf } from '../../../ui';
import { agenciesQuery } from '../api';
import { PARTS, type Severity } from '../types';

export type Rule = SharingRuleIn;
const LEVELS: Severity[] = ['low', 'medium', 'high', 'critical'];

/** Kinds as they are typed, parted by commas. */
function kindsFrom(text: string): string[] {
  return text.split(',').map((kind) => kind.trim()).filter(Boolean);
}

function OneRule({ rule, onChange, onRemove }: { rule: Rule; onChange: (rule: Rule) => void; onRemove: () => void }) {
  const { t } = useTranslation('incidents');
  const own = useSession()?.agency.id;
  const others = (useQuery(agenciesQuery).data ?? []).filter((each) => each.id !== own);
  const [kinds, setKinds] = useState((rule.kinds ?? []).join(', '));
  const name = rule.name || t('settings.rule.new');
  return (
    <fieldset className="rule">
      <legend className="sr">{name}</legend>
      <div className="three">
        <label className="fld"><span>{t('settings.rule.name')}</span><input maxLength={120} value={rule.name} onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })} /></label>
        <label className="fld"><span>{t('settings.rule.agency')}</span>
          <select value={rule.agency} onChange={(event) => onChange({ ...rule, agency: event.currentTarget.value })}>
            <option value="" />
            {others.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        </label>
        <label className="fld"><span>{t('settings.rule.severity')}</span>
          <select value={rule.severity ?? 'info'} onChange={(event) => onChange({ ...rule, severity: event.currentTarget.value as Severity })}>
            <option value="info">{t('settings.rule.any')}</option>
            {LEVELS.map((level) => <option key={level} value={level}>{t(`ui:severity.${shapeOf(level)}`)}</option>)}
          </select>
        </label>
        <label className="fld"><span>{t('settings.rule.kinds')}</span>
<input value={kinds} placeholder={t('settings.rule.kindsHint')} onChange={(event) => { setKinds(event.currentTarget.value); onChange({ ...rule, kinds: kindsFrom(event.currentTarget.value) }); }} />
        </label>
      </div>
      <div className="parts">
        {PARTS.map((part) => (
          <label key={part}>
            <input type="checkbox" checked={rule.parts.includes(part)} disabled={part === 'summary'} onChange={() => onChange({ ...rule, parts: PARTS.filter((each) => each === 'summary' || (each === part ? !rule.parts.includes(part) : rule.parts.includes(each))) })} />
            {t(`part.${part}`)}
          </label>
        ))}
      </div>
      <div className="acts">
        <label className="check"><input type="checkbox" checked={rule.enabled ?? true} onChange={() => onChange({ ...rule, enabled: !(rule.enabled ?? true) })} />{t('settings.rule.on')}</label>
        <Button small kind="quiet" icon="trash" onClick={onRemove}>{t('settings.rule.remove')}</Button>
      </div>
    </fieldset>
  );
}

/** What is shared by itself: when, with whom, and which parts. */
export function SharingRules({ rules, onChange }: { rules: Rule[]; onChange: (rules: Rule[]) => void }) {
  const { t } = useTranslation('incidents');
  const add = () => onChange([...rules, { id: `rule-${crypto.randomUUID().slice(0, 8)}`, name: '', kinds: [], severity: 'high', agency: '', parts: [...PARTS], enabled: true }]);
  return (
    <>
      {rules.length === 0 && <p className="t2">{t('settings.rule.none')}</p>}
      {rules.map((rule, at) => (
        <OneRule key={rule.id} rule={rule} onChange={(next) => onChange(rules.map((each, place) => (place === at ? next : each)))} onRemove={() => onChange(rules.filter((_, place) => place !== at))} />
      ))}
      <div><Button small kind="line" icon="plus" onClick={add}>{t('settings.rule.add')}</Button></div>
    </>
  );
}
