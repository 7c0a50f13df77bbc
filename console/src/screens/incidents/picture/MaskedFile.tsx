import { useTranslation } from 'react-i18next';
import { address } from '../../../api/client';
import { Masked } from '../../../grants/Masked';
import { pathOf } from '../api';
import type { Attachment } from '../types';

/** A file of evidence, or attached to a line: its masked picture where it is one, and asking to see it as it came. */
export function MaskedFile({ file, incident }: { file: Attachment; incident: string }) {
  const { t } = useTranslation('incidents');
  const path = (what: string) => pathOf(incident, 'evidence', file.id, what);
  return (
    <figure className="maskedfile">
      {file.picture && <img src={address(path('file'))} alt={t('evidence.maskedAlt', { name: file.name })} loading="lazy" />}
      <figcaption className="meta">{t(file.picture ? 'evidence.pictureMasked' : 'evidence.fileMasked')}{!file.masked && ` ${t('evidence.theirs')}`}</figcaption>
      {file.masked && <Masked kind="incident_evidence" id={file.id} file={{ path: path('original'), name: file.name, picture: file.picture }} />}
    </figure>
  );
}
