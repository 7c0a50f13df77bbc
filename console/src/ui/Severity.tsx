import { useTranslation } from 'react-i18next';
import type { Severity } from '../api/types';

/** What a shape can stand for: the levels of severity, or "we cannot see". */
export type Shape = 'crit' | 'high' | 'med' | 'low' | 'blind';

const OF_SEVERITY: Record<Severity, Shape> = { critical: 'crit', high: 'high', medium: 'med', low: 'low', info: 'low' };

/** The short name by which tokens and classes call a severity (`critical` is `crit`). */
export function shapeOf(severity: Severity): Shape {
  return OF_SEVERITY[severity] ?? 'low';
}

const MARK = '#fff';
const MARK_ON_BRIGHT = 'var(--t-on-bright)';

/** The silhouette alone, in a 16 by 16 box: for use within another drawing. */
export function ShapePaths({ shape }: { shape: Shape }) {
  switch (shape) {
    case 'crit':
      return (
        <>
          <path d="M8 .6 15.4 8 8 15.4.6 8z" fill="var(--crit-fill)" />
          <path d="M8 4.3v4.6" stroke={MARK} strokeWidth="1.9" strokeLinecap="round" />
          <circle cx="8" cy="11.6" r="1.1" fill={MARK} />
        </>
      );
    case 'high':
      return (
        <>
          <path d="M8 1.4 15.4 14.4H.6z" fill="var(--high-fill)" stroke="var(--high-fill)" strokeLinejoin="round" />
          <path d="M8 6v3.7" stroke={MARK_ON_BRIGHT} strokeWidth="1.7" strokeLinecap="round" />
          <circle cx="8" cy="12.1" r="1" fill={MARK_ON_BRIGHT} />
        </>
      );
    case 'med':
      return (
        <>
          <circle cx="8" cy="8" r="6.6" fill="var(--med-fill)" stroke="var(--med-edge, transparent)" />
          <path d="M5 8h6" stroke={MARK_ON_BRIGHT} strokeWidth="1.7" strokeLinecap="round" />
        </>
      );
    case 'low':
      return <circle cx="8" cy="8" r="5.7" fill="none" stroke="var(--low-fill)" strokeWidth="1.8" />;
    case 'blind':
      return (
        <>
          <circle cx="8" cy="8" r="6" fill="none" stroke="var(--blind)" strokeWidth="1.6" strokeDasharray="3 2.2" />
          <path d="M3.4 12.6 12.6 3.4" stroke="var(--blind)" strokeWidth="1.6" />
        </>
      );
  }
}

/** A severity's silhouette with its word for screen readers. `bare` where the word already stands beside it. */
export function SeverityShape({ shape, size = 16, bare = false }: { shape: Shape; size?: number; bare?: boolean }) {
  const { t } = useTranslation('ui');
  const label = bare ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`severity.${shape}`) };
  return (
    <svg className="sev-shape" viewBox="0 0 16 16" width={size} height={size} {...label}>
      <ShapePaths shape={shape} />
    </svg>
  );
}

/** Shape and word together, in the severity's text colour. */
export function SeverityBadge({ shape, size = 16 }: { shape: Shape; size?: number }) {
  const { t } = useTranslation('ui');
  return (
    <span className={`badge ${shape}`}>
      <SeverityShape shape={shape} size={size} bare />
      {t(`severity.${shape}`)}
    </span>
  );
}
