import type { ReactNode } from 'react';

/** A heading within a menu, for eyes only: a menu may hold nothing but items, and each of those says what it does. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="menu-label" aria-hidden="true">{children}</div>;
}
