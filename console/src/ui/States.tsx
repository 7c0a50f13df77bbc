import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/client';
import { Button } from './Button';
import { Icon } from './Icon';
import { SeverityShape } from './Severity';

/** Nothing here: says what is well, and what to do next. */
export function EmptyState({ title, children, act }: { title: ReactNode; children?: ReactNode; act?: ReactNode }) {
  return (
    <div className="emp">
      <b>{title}</b>
      {children && <div className="meta">{children}</div>}
      {act}
    </div>
  );
}

/** Loading: nothing for a second, then words and grey lines. */
export function Loading({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('ui');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skel" role="status">
      {late && <span className="meta">{children ?? t('loading')}</span>}
      <i className="w9" />
      <i className="w7" />
      <i className="w8" />
    </div>
  );
}

/** A line with a wash: `blind` (we cannot see), `problem` (the program's own error), `note`. */
export function Banner(props: { kind: 'blind' | 'problem' | 'note'; children: ReactNode; act?: ReactNode; live?: boolean }) {
  const { kind, children, act, live } = props;
  const shape = { blind: 'v', problem: 'c', note: 'n' }[kind];
  return (
    <div className={`ban ${shape}`} role={live ? 'status' : undefined}>
      {kind === 'blind' ? <SeverityShape shape="blind" size={18} bare /> : <Icon name={kind === 'problem' ? 'warn' : 'bell'} />}
      <div>{children}</div>
      {act}
    </div>
  );
}

/** What went wrong and what to do, from the API's own words. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation('ui');
  const { problem, remedy } = problemOf(error);
  return (
    <Banner
      kind="problem"
      live
      act={retry && <Button small onClick={retry}>{t('again')}</Button>}
    >
      {problem ?? t('noAnswer')} {remedy && <span className="t2">{remedy}</span>}
    </Banner>
  );
}

/** A bar with its share in words; `label` names what is under way. */
export function Progress({ done, total, label }: { done: number; total: number; label: string }) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className="prog">
      <span className="meta">{label}</span>
      <div
        className="bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
