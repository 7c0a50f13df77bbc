import { useEffect, useRef, type RefObject } from 'react';

/** Puts the focus on the first chosen (else first) field within, once what a dialog asks the server for is there. */
export function useFocusWhen<T extends HTMLElement>(ready: boolean): RefObject<T | null> {
  const box = useRef<T>(null);
  useEffect(() => {
    const element = box.current;
    if (!ready || !element || element.contains(document.activeElement)) return;
    (element.querySelector<HTMLElement>('input:checked') ?? element.querySelector<HTMLElement>('input'))?.focus();
  }, [ready]);
  return box;
}
