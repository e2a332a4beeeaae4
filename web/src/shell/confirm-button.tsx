import { Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useWords } from './words.ts';

/** A button for what cannot be taken back: it asks once more, beside itself. */
export function ConfirmButton({
  label,
  question,
  onConfirm,
  isBusy = false,
}: {
  label: string;
  /** What will happen, as a question. */
  question: string;
  onConfirm: () => void;
  isBusy?: boolean;
}) {
  const say = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} width={260} withArrow trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          c="var(--mantine-color-red-light-color)"
          onClick={() => setOpen(!isOpen)}
          loading={isBusy}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">{question}</Text>
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              {say('cancel')}
            </Button>
            <Button
              color="red.8"
              onClick={() => {
                setOpen(false);
                onConfirm();
              }}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
