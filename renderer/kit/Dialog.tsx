/**
 * Every dialog of the window but the engine's questions, which may come up above it: while one is
 * open, Escape answers the question and leaves this dialog alone.
 */
import { Modal, type ModalProps } from '@mantine/core';
import { create } from 'zustand';
import { recallFocus } from './focus-home';

export const useQuestionOpen = create<{ open: boolean }>()(() => ({ open: false }));

export function Dialog(props: ModalProps) {
  const questionOpen = useQuestionOpen((state) => state.open);
  return (
    <Modal
      size="md"
      {...props}
      closeOnEscape={!questionOpen}
      trapFocus={!questionOpen}
      onExitTransitionEnd={() => {
        props.onExitTransitionEnd?.();
        recallFocus();
      }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    />
  );
}
