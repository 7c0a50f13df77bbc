import type { ReactNode } from 'react';
import { SeverityShape } from './Severity';

/** A word set apart. `edge` draws an outline, `blind` says in violet that something is not seen. */
export function Chip({ children, edge, blind, title }: { children: ReactNode; edge?: boolean; blind?: boolean; title?: string }) {
  return (
    <span className={`chip${edge ? ' o' : ''}${blind ? ' vio' : ''}`} title={title}>
      {blind && <SeverityShape shape="blind" size={13} bare />}
      {children}
    </span>
  );
}
