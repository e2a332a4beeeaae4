import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import IconListCheck from '@tabler/icons-react/icons/IconListCheck';
import IconPaperclip from '@tabler/icons-react/icons/IconPaperclip';
import IconSend from '@tabler/icons-react/icons/IconSend';
import IconTemplate from '@tabler/icons-react/icons/IconTemplate';
import { type ReactNode, useRef } from 'react';
import { useWords } from '../words.ts';
import { takes } from './limits.ts';
import type { Composing } from './use-composer.ts';

/** What can be opened above the field. */
export type Tool = 'template' | 'choices';

/** What can go beside a text, as far as the channel takes it, and the way to send it. */
export function Toolbar({
  composing,
  tool,
  onTool,
}: {
  composing: Composing;
  tool: Tool | null;
  onTool: (tool: Tool | null) => void;
}) {
  const say = useWords();
  const { platform, verdict, files, maySubmit, submitText } = composing;
  const toggle = (one: Tool) => onTool(tool === one ? null : one);
  return (
    <Group justify="space-between" gap="xs">
      <Group gap={4}>
        {(takes(platform, 'file') || takes(platform, 'image')) && <AttachButton onFiles={files.add} />}
        {verdict?.templates && (
          <ToolButton label={say('template')} isOpen={tool === 'template'} onClick={() => toggle('template')}>
            <IconTemplate size={17} stroke={1.6} />
          </ToolButton>
        )}
        {takes(platform, 'choices') && (
          <ToolButton label={say('choices')} isOpen={tool === 'choices'} onClick={() => toggle('choices')}>
            <IconListCheck size={17} stroke={1.6} />
          </ToolButton>
        )}
      </Group>
      <Button leftSection={<IconSend size={15} />} disabled={!maySubmit} onClick={submitText}>
        {say('send')}
      </Button>
    </Group>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const say = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ToolButton label={say('attach')} onClick={() => input.current?.click()}>
        <IconPaperclip size={17} stroke={1.6} />
      </ToolButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={say('attach')}
        onChange={({ currentTarget }) => {
          // A list that is emptied below must not empty what was taken of it.
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function ToolButton({
  label,
  isOpen,
  onClick,
  children,
}: {
  label: string;
  isOpen?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon size="md" aria-label={label} aria-pressed={isOpen} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
