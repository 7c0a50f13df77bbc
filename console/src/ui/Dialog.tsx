import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A dialog in the console's clothes. One at a time: dialogs are never stacked. */
export function Dialog(props: { open: boolean; onClose: () => void; title: ReactNode; children: ReactNode; size?: number | string }) {
  const { t } = useTranslation('ui');
  return (
    <Modal
      opened={props.open}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 520}
      centered
      // The page itself never scrolls, and locking would write a style element that the content policy refuses.
      lockScroll={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {props.children}
    </Modal>
  );
}
