import { useState } from 'react';
import { Icon } from '../../../ui';
import { MaskedFile } from '../picture/MaskedFile';
import type { Entry } from '../types';

/** Files that hang on a line; pressing one shows what may be seen of it. */
export function Attachments({ entry }: { entry: Entry }) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = entry.attachments.find((file) => file.id === open);
  if (!entry.attachments.length) return null;
  return (
    <>
      <p className="files">
        {entry.attachments.map((file) => (
          <button key={file.id} type="button" className="chip o" aria-expanded={file.id === open} onClick={() => setOpen(file.id === open ? null : file.id)}>
            <Icon name={file.picture ? 'image' : 'doc'} size={13} />{file.name}
          </button>
        ))}
      </p>
      {shown && <MaskedFile file={shown} incident={entry.incident} />}
    </>
  );
}
