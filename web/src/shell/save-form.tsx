import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { ProblemNotice } from './states.tsx';

/** A form with a button that saves it, and what the hub says against it. */
export function SaveForm({
  label,
  onSave,
  error,
  isBusy,
  isDisabled = false,
  children,
}: {
  /** What the button says. */
  label: string;
  onSave: () => void;
  error: unknown;
  isBusy: boolean;
  isDisabled?: boolean;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        {error !== null && <ProblemNotice error={error} />}
        <Group>
          <Button type="submit" loading={isBusy} disabled={isDisabled}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
