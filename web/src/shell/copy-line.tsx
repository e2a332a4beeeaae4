import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';

/** Something to be copied elsewhere, under its name. */
export function CopyLine({
  label,
  value,
  words,
}: {
  label: string;
  value: string;
  words: { copy: string; copied: string };
}) {
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{value}</Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-xs" onClick={copy} aria-label={`${words.copy}: ${label}`}>
              {copied ? words.copied : words.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
