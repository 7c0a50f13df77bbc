import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { toast } from '../../../ui';
import { pathOf } from '../api';
import type { Audience, Evidence } from '../types';

export interface Uploaded { id: string; name: string }

/** Files on their way to the evidence of an incident, to hang on the next line one writes. */
export function useUploads(incident: string, audience: Audience) {
  const { t } = useTranslation('incidents');
  const [files, setFiles] = useState<Uploaded[]>([]);
  const [under, setUnder] = useState(0);
  const one = async (file: File) => {
    setUnder((now) => now + 1);
    try {
      const kept = await api.post<Evidence>(pathOf(incident, 'files'), file, { name: file.name, use: 'attachment', audience });
      setFiles((now) => [...now, { id: kept.id, name: kept.name || file.name }]);
    } catch (error) {
      const { problem, remedy } = problemOf(error);
      toast([t('compose.notTaken', { name: file.name }), problem, remedy].filter(Boolean).join(' '), { kind: 'problem' });
    } finally {
      setUnder((now) => now - 1);
    }
  };
  return {
    files,
    busy: under > 0,
    add: (list: FileList) => { for (const file of list) void one(file); },
    remove: (id: string) => setFiles((now) => now.filter((file) => file.id !== id)),
    clear: () => setFiles([]),
  };
}
