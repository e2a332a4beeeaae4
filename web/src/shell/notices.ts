import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import './words.ts';

/** Says for some seconds that something was done. */
export function tell(message: string): void {
  notifications.show({ message, closeButtonProps: closing() });
}

/** Says for some seconds what went wrong. */
export function tellFailure({ message }: { message: string }): void {
  notifications.show({ color: 'red', message, closeButtonProps: closing() });
}

function closing() {
  return { 'aria-label': i18next.t('close', { ns: 'shell' }) };
}
