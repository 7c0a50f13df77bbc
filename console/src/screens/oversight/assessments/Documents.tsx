import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentDocumentOut } from '../../../api/generated';
import { part } from '../../../app/part';
import { Dialog, Loading } from '../../../ui';

const Markdown = part(() => import('../../../ui/Markdown'), 'default');

/** What the tool's makers say of it, to be read before somebody answers, advises or decides. */
export function Documents({ name, documents }: { name: string; documents: AssessmentDocumentOut[] }) {
  const { t, i18n } = useTranslation('assessments');
  const [open, setOpen] = useState<AssessmentDocumentOut['kind'] | null>(null);
  const shown = documents.find((one) => one.kind === open);
  return (
    <>
      {documents.map((one) => (
        <button key={one.kind} type="button" className="btn line" onClick={() => setOpen(one.kind)}>{t(`documents.${one.kind}`)}</button>
      ))}
      <Dialog open={shown !== undefined} onClose={() => setOpen(null)} title={shown ? `${name}: ${t(`documents.${shown.kind}`)}` : ''} size={760}>
        {shown && (
          <>
            {shown.locale !== i18n.language && <p className="meta">{t('documents.english')}</p>}
            <div lang={shown.locale}><Suspense fallback={<Loading />}><Markdown text={shown.text} /></Suspense></div>
          </>
        )}
      </Dialog>
    </>
  );
}
