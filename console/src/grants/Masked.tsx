import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { GrantOut, UnmaskedOut } from '../api/generated';
import { useMay } from '../api/session';
import { Button, Dialog, Icon, Loading, Problem } from '../ui';
import { AskDialog } from './AskDialog';
import { EndGrant } from './EndGrant';
import { OriginalFile, type File } from './OriginalFile';

/** Beside what is masked: asks a second person for the original, or shows it while a grant of one's own is in force. */
export function Masked({ kind, id, file }: { kind: GrantOut['kind']; id: string; file?: File }) {
  const { t } = useTranslation('grants');
  const may = useMay('ask_unmasking');
  const [open, setOpen] = useState<'ask' | 'see' | null>(null);
  const grants = useQuery({
    queryKey: ['grants', 'all', 'own'],
    queryFn: ({ signal }) => api.get<GrantOut[]>('/grants', { state: 'all' }, signal),
    enabled: may,
    refetchInterval: 15_000,
  });
  const mine = grants.data?.find((one) => one.mine && one.kind === kind && one.item === id && (one.state === 'in_force' || one.state === 'waiting'));
  if (!may) return <span className="chip"><Icon name="eyeoff" size={13} />{t('masked')}</span>;
  // The newest stands first; a refusal is told until one asks anew.
  const newest = grants.data?.find((one) => one.mine && one.kind === kind && one.item === id);
  if (mine?.state === 'waiting') return <><span className="chip"><Icon name="eyeoff" size={13} />{t('waiting', { number: mine.number })}</span><EndGrant grant={mine} /></>;
  return (
    <>
      {mine
        ? <Button small kind="quiet" onClick={() => setOpen('see')}><Icon name="eye" size={13} />{t('see')}</Button>
        : <Button small kind="quiet" onClick={() => setOpen('ask')}><Icon name="eyeoff" size={13} />{t('ask')}</Button>}
      {newest?.state === 'refused' && <span className="meta">{t('refused', { number: newest.number, name: newest.decided_by?.name ?? '', reason: newest.refusal })}</span>}
      {open === 'ask' && <AskDialog kind={kind} id={id} onClose={() => setOpen(null)} />}
      {open === 'see' && !file && mine && <See kind={kind} id={id} grant={mine} onClose={() => setOpen(null)} />}
      {open === 'see' && file && mine && <SeeFile file={file} grant={mine} onClose={() => setOpen(null)} />}
    </>
  );
}

/** The original, fetched when it is looked at and forgotten with the dialog: each look is counted. */
function See({ kind, id, grant, onClose }: { kind: GrantOut['kind']; id: string; grant: GrantOut; onClose: () => void }) {
  const { t } = useTranslation('grants');
  const queries = useQueryClient();
  const { data, error, isPending } = useQuery({
    queryKey: ['unmasked', kind, id],
    queryFn: ({ signal }) => api.get<UnmaskedOut>(`/unmasked/${kind}/${encodeURIComponent(id)}`, {}, signal),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const close = () => {
    void queries.invalidateQueries({ queryKey: ['grants'] });
    onClose();
  };
  return (
    <Dialog open onClose={close} title={t('original')}>
      {isPending && <Loading />}
      {error && <Problem error={error} />}
      {data && <><p style={{ whiteSpace: 'pre-wrap' }}>{data.text}</p><p className="meta">{t('counted', { number: data.grant.number, count: data.grant.uses })}</p></>}
      <p><EndGrant grant={grant} onDone={onClose} /></p>
    </Dialog>
  );
}

/** The same of a file. */
function SeeFile({ file, grant, onClose }: { file: File; grant: GrantOut; onClose: () => void }) {
  const { t } = useTranslation('grants');
  const queries = useQueryClient();
  const close = () => {
    void queries.invalidateQueries({ queryKey: ['grants'] });
    onClose();
  };
  return (
    <Dialog open onClose={close} title={t('original')} size={file.picture ? 860 : undefined}>
      <OriginalFile file={file} grant={grant} />
      <p><EndGrant grant={grant} onDone={onClose} /></p>
    </Dialog>
  );
}
