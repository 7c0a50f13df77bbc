import { Modal } from '@mantine/core';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * A dialog in the console's clothes. One at a time: dialogs are never stacked. A `fixed` one has no way out but its own;
 * one that comes in between, whatever is open, stands `above`.
 */
export function Dialog(props: { open: boolean; onClose: () => void; title: ReactNode; children: ReactNode; size?: number | string; fixed?: boolean; above?: boolean }) {
  const { t } = useTranslation('ui');
  return (
    // The page itself never scrolls, and locking would write a style element that the content policy refuses.
    // Without a fade: a dialog that is still fading would swallow the next key.
    <Modal.Root opened={props.open} onClose={props.onClose} size={props.size ?? 520} centered lockScroll={false} zIndex={props.above ? 400 : 200} transitionProps={{ duration: 0 }}>
      <Modal.Overlay transitionProps={{ duration: 0 }} />
      <Modal.Content>
        {/* Not Modal.Header: its <header> would be a second banner of the page. */}
        <div className="dialog-head">
          <Modal.Title>{props.title}</Modal.Title>
          {props.fixed ? null : <Modal.CloseButton aria-label={t('close')} />}
        </div>
        <Modal.Body>{props.children}<KeepFocus /></Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A field that took the focus with `autoFocus` keeps it: Mantine would hand it to the first button, which closes. */
function KeepFocus() {
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const dialog = mark.current?.closest('[role="dialog"]');
    const focused = document.activeElement;
    if (dialog && focused && dialog.contains(focused) && !dialog.querySelector('[data-autofocus]')) focused.setAttribute('data-autofocus', '');
  }, []);
  return <span ref={mark} hidden />;
}
