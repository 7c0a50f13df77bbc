import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { GrantOut } from '../api/generated';
import { useWallNow } from '../api/status';
import { Icon, Loading, Problem } from '../ui';

/** A file whose original lies at a path of the API. */
export interface File {
  path: string;
  name: string;
  picture: boolean;
}

/** A file as it came, fetched once when it is looked at and gone with the grant: each look is counted. */
export function OriginalFile({ file, grant }: { file: File; grant: GrantOut }) {
  const { t } = useTranslation('grants');
  const now = useWallNow();
  const left = grant.expires_at ? Math.max(0, Math.floor((Date.parse(grant.expires_at) - now) / 1000)) : 0;
  const { data, error, isPending } = useQuery({
    queryKey: ['original', file.path],
    queryFn: ({ signal }) => api.file(file.path, signal),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return undefined;
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (error) return <Problem error={error} />;
  if (isPending || !address) return <Loading />;
  if (left === 0) return <p>{t('over', { number: grant.number })}</p>;
  return (
    <>
      {file.picture
        ? <img className="original" src={address} alt={t('pictureAlt', { name: file.name })} />
        : <p><a className="btn sm" href={address} download={file.name}><Icon name="download" size={14} />{t('save', { name: file.name })}</a></p>}
      <p className="meta">{t('left', { number: grant.number, time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` })}</p>
    </>
  );
}
