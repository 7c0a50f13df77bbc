import type { ReactNode } from 'react';

/** A titled part of a column; hairlines part it from its neighbours. */
export function Panel(props: { title?: ReactNode; end?: ReactNode; children: ReactNode; className?: string; label?: string }) {
  const { title, end, children, className, label } = props;
  return (
    <section className={`panel ${className ?? ''}`} aria-label={label}>
      {title && (
        <h3 className="sec">
          {title}
          {end && <span className="end">{end}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}
