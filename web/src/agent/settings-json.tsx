import { Button, Group, JsonInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useActing } from '../api/acting.ts';
import { useMay } from '../session/session.ts';
import { tell } from '../shell/notices.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { changeable, type Settings } from './settings.ts';
import { useWords } from './words.ts';

/** All settings, as the API takes them. */
export function AllSettings({ settings }: { settings: Settings }) {
  const say = useWords();
  const mayAct = useMay('admin');
  const save = useActing('PUT /api/v1/agent/settings/{account_id}', [
    'GET /api/v1/agent/settings/{account_id}',
  ]);
  const [text, setText] = useState(() => JSON.stringify(changeable(settings), null, 2));
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      const body = JSON.parse(text);
      setFault(null);
      save.mutate(
        { params: { account_id: settings.account_id }, body },
        { onSuccess: () => tell(say('saved')) },
      );
    } catch (error) {
      setFault(say('not_json', { error: String(error) }));
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {say('everything_hint')}
        </Text>
        <JsonInput
          aria-label={say('everything')}
          size="xs"
          autosize
          minRows={16}
          maxRows={40}
          value={text}
          onChange={setText}
          error={fault}
          readOnly={!mayAct}
          spellCheck={false}
        />
        {save.error && <ProblemNotice error={save.error} />}
        {mayAct && (
          <Group>
            <Button type="submit" loading={save.isPending}>
              {say('save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
