import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/session';
import { Button } from '../../../ui';
import type { AlertDetail } from '../logic/types';
import { Custody } from './Custody';
import { SampleDialog } from './SampleDialog';
import { sampled } from './steps';

/** On an alert of bacteria: what became of the samples for the laboratory, and the form for the next line. */
export function Laboratory({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation('laboratory');
  const may = useMay('judge_alerts');
  const [open, setOpen] = useState(false);
  const known = alert.laboratory;
  if (!sampled(alert.kind, known)) return null;
  return (
    <section className="block laboratory" aria-label={t('title')}>
      <h3 className="sec">{t('title')}{known && <span className="end">{t(`steps.${known.state}`)}</span>}</h3>
      {known ? <Custody samples={known.samples} /> : <p className="t2">{t('none')}</p>}
      <p className="meta">{t('noVerdict')}</p>
      {may && <div><Button small onClick={() => setOpen(true)}>{t(known ? 'write' : 'begin')}</Button></div>}
      {open && <SampleDialog alert={alert} onClose={() => setOpen(false)} />}
    </section>
  );
}
