import { Modal, type ModalProps } from '@mantine/core';
import { useWords } from './words.ts';

/** Something to be done before the page goes on; its cross has a name in the language of the page. */
export function Dialog(props: Omit<ModalProps, 'closeButtonProps' | 'centered'>) {
  const say = useWords();
  return <Modal centered closeButtonProps={{ 'aria-label': say('close') }} {...props} />;
}
