import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { Dialog } from './dialog.tsx';

/** A secret that is shown only once, to be copied. */
export function SecretDialog({
  title,
  hint,
  secret,
  words,
  onClose,
}: {
  title: string;
  hint: string;
  /** Null: nothing is shown. */
  secret: string | null;
  words: { copy: string; copied: string; close: string };
  onClose: () => void;
}) {
  return (
    <Dialog opened={secret !== null} onClose={onClose} title={title} closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm">{hint}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {secret}
        </Code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? words.copied : words.copy}</Button>}
          </CopyButton>
          <Button variant="default" onClick={onClose}>
            {words.close}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
