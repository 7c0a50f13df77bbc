import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { JsonObject, Preview } from '../../api/types';
import { trimmed } from './draft';

const CALM_MS = 300;

/** A value that follows after `ms` of rest. */
function useCalmed<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return calm;
}

/** What the server would make of the sample, asked a moment after the last change. Nothing is saved by it. */
export function usePreview(ask: { type: string; settings: JsonObject; mapping: JsonObject; sample: string; topic: string; source?: string }): UseQueryResult<Preview> {
  const { i18n } = useTranslation();
  const text = useCalmed(JSON.stringify({ ...ask, mapping: trimmed(ask.mapping) }), CALM_MS);
  return useQuery({
    queryKey: ['preview', i18n.language, text],
    queryFn: () => api.post<Preview>('/sources/preview', JSON.parse(text)),
    enabled: (JSON.parse(text) as { sample: string }).sample.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
}
