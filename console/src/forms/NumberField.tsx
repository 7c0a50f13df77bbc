import { NumberInput, Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { number } from '../ui';
import { tag } from '../ui/format';
import { STOPS, stopOf, valueAt } from './scale';
import { at, useForm } from './context';
import { boundsOf, slides, type Resolved } from './schema';
import { saidAs, unitOf } from './units';

interface Props {
  label: string;
  description?: string;
  error?: string;
  disabled: boolean;
  required?: boolean;
  schema: Resolved;
  value: number | null;
  hint: string;
  path: (string | number)[];
  onChange: (value: Json) => void;
}

/** A number with its unit beside it; a slider below where both bounds are known, with a mark at what is stored. */
export function NumberField({ label, description, error, disabled, required, schema, value, hint, path, onChange }: Props) {
  const { t } = useTranslation('forms');
  const form = useForm();
  const whole = schema.type === 'integer';
  const { min, max } = boundsOf(schema);
  const unit = unitOf(schema['x-unit'], t);
  const usual = at(form.was, path) ?? at(form.defaults, path);
  const fits = slides(schema) && min !== undefined && max !== undefined;
  const decimals = new Intl.NumberFormat(tag()).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return (
    <div className="fld-number">
      <NumberInput
        label={label}
        description={description}
        error={error}
        disabled={disabled}
        required={required}
        value={value ?? ''}
        min={min}
        max={max}
        clampBehavior="blur"
        allowDecimal={!whole}
        decimalSeparator={decimals === ',' ? ',' : '.'}
        hideControls
        rightSection={<span className="unit">{[[unit, saidAs(value, schema['x-unit'])].filter(Boolean).join(' = '), hint].filter(Boolean).join(' · ')}</span>}
        rightSectionWidth="auto"
        rightSectionPointerEvents="none"
        onChange={(next) => {
          if (typeof next === 'number') onChange(next);
          else if (next === '' && schema.nullable) onChange(null);
        }}
      />
      {fits && (
        <Slider
          className="fld-slider"
          min={0}
          max={STOPS}
          step={1}
          size={4}
          disabled={disabled}
          value={stopOf(value ?? min, min, max)}
          marks={typeof usual === 'number' ? [{ value: stopOf(usual, min, max) }] : undefined}
          thumbLabel={label}
          label={(stop) => `${number(valueAt(stop, min, max, whole))} ${unit}`.trim()}
          onChange={(stop) => onChange(valueAt(stop, min, max, whole))}
        />
      )}
    </div>
  );
}
