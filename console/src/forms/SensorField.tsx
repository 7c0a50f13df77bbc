import { MultiSelect, Select, type ComboboxItem } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sensorsQuery } from '../api/queries';
import type { Json } from '../api/types';

interface Props {
  label: string;
  description?: string;
  error?: string;
  disabled: boolean;
  required?: boolean;
  many: boolean;
  value: Json | undefined;
  onChange: (value: Json) => void;
}

/** At most so many are listed at once; typing narrows them. */
const LISTED = 40;

/** One sensor or several, chosen by name; what is stored is the id. */
export function SensorField({ many, value, onChange, ...shared }: Props) {
  const { data } = useQuery(sensorsQuery);
  const chosen = useMemo(() => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []), [value]);
  const options = useMemo<ComboboxItem[]>(() => {
    const known = (data?.ids ?? []).map((id, place) => ({ value: id, label: data?.names[place] === id ? id : `${data?.names[place] ?? ''} (${id})` }));
    const ids = new Set(data?.ids);
    return [...known, ...chosen.filter((id) => !ids.has(id)).map((id) => ({ value: id, label: id }))];
  }, [data, chosen]);
  if (many) return <MultiSelect {...shared} data={options} value={chosen} searchable limit={LISTED} hidePickedOptions onChange={onChange} />;
  return <Select {...shared} data={options} value={chosen[0] ?? null} searchable clearable limit={LISTED} onChange={(next) => onChange(next ?? '')} />;
}
