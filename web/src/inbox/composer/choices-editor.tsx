import { Button, CloseButton, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { placed } from '../content/placed.ts';
import { useWords } from '../words.ts';
import classes from './composer.module.css';
import type { Sending } from './outbox.ts';

// More than any platform shows as buttons; a list takes up to ten.
const mostOptions = 10;

/** Asks a question with answers to tap; how a platform shows them is the hub's to decide. */
export function ChoicesEditor({
  text,
  onSend,
}: {
  text: string;
  onSend: (content: Sending['content']) => void;
}) {
  const say = useWords();
  const [question, setQuestion] = useState(text);
  const [options, setOptions] = useState(['', '']);
  const titles = options.map((title) => title.trim()).filter(Boolean);
  const change = (index: number, title: string) =>
    setOptions(options.map((one, at) => (at === index ? title : one)));
  return (
    <Stack gap={6} className={classes.tool}>
      <TextInput
        label={say('question')}
        value={question}
        onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
      />
      {placed(options).map(({ place, thing: title }, index) => (
        <Group key={place} gap={4} wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={say('option', { number: index + 1 })}
            placeholder={say('option', { number: index + 1 })}
            value={title}
            onChange={({ currentTarget }) => change(index, currentTarget.value)}
          />
          <CloseButton
            size="sm"
            aria-label={`${say('remove')} ${say('option', { number: index + 1 })}`}
            onClick={() => setOptions(options.filter((_, at) => at !== index))}
          />
        </Group>
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          disabled={options.length >= mostOptions}
          onClick={() => setOptions([...options, ''])}
        >
          {say('add_option')}
        </Button>
        <Button
          disabled={question.trim() === '' || titles.length === 0}
          onClick={() =>
            onSend({
              type: 'choices',
              text: question.trim(),
              options: titles.map((title, index) => ({ id: `choice_${index + 1}`, title })),
            })
          }
        >
          {say('send')}
        </Button>
      </Group>
    </Stack>
  );
}
