import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useActing } from '../api/acting.ts';
import { useMay } from '../session/session.ts';
import { tell } from '../shell/notices.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { changeable, intentsOf, linesOf, type Settings } from './settings.ts';
import { useWords } from './words.ts';

const modes = ['off', 'suggest', 'auto'] as const;

interface Draft {
  mode: Settings['mode'];
  processing: boolean;
  intents: string;
  persona: string;
  rules: string;
  blocked: string[];
  team: string;
  handoverText: string;
  model: string;
  tokens: number | '';
  key: string;
}

function draftOf(settings: Settings): Draft {
  return {
    mode: settings.mode,
    processing: settings.processing.enabled,
    intents: settings.processing.intents.map((one) => `${one.name}: ${one.description}`).join('\n'),
    persona: settings.persona,
    rules: settings.house_rules.join('\n'),
    blocked: settings.blocked_topics,
    team: settings.handover.team ?? '',
    handoverText: settings.handover.text ?? '',
    model: settings.model.model,
    tokens: settings.budget.tokens_per_day ?? '',
    key: '',
  };
}

function changeOf(settings: Settings, draft: Draft) {
  return {
    ...changeable(settings),
    mode: draft.mode,
    processing: {
      ...settings.processing,
      enabled: draft.processing,
      intents: intentsOf(draft.intents),
    },
    persona: draft.persona,
    house_rules: linesOf(draft.rules),
    blocked_topics: draft.blocked,
    handover: {
      ...settings.handover,
      team: draft.team.trim() || null,
      text: draft.handoverText.trim() || null,
    },
    model: { ...settings.model, model: draft.model },
    budget: { ...settings.budget, tokens_per_day: draft.tokens === '' ? null : draft.tokens },
    ...(draft.key !== '' && { api_key: draft.key }),
  };
}

/** The settings that most accounts need. */
export function BasicSettings({ settings }: { settings: Settings }) {
  const say = useWords();
  const mayAct = useMay('admin');
  const save = useActing('PUT /api/v1/agent/settings/{account_id}', [
    'GET /api/v1/agent/settings/{account_id}',
    'GET /api/v1/agent/budgets/{account_id}',
  ]);
  const [draft, setDraft] = useState(() => draftOf(settings));
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { params: { account_id: settings.account_id }, body: changeOf(settings, draft) },
      { onSuccess: () => tell(say('saved')) },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Stack gap={4}>
          <Text size="sm" fw={500}>
            {say('mode')}
          </Text>
          <Group>
            <SegmentedControl
              aria-label={say('mode')}
              data={modes.map((value) => ({ value, label: say(value) }))}
              value={draft.mode}
              onChange={(value) => set({ mode: modes.find((one) => one === value) ?? 'off' })}
            />
          </Group>
        </Stack>
        <Understanding draft={draft} set={set} />
        <Speaking draft={draft} set={set} />
        <TextInput
          label={say('gemini')}
          required
          value={draft.model}
          onChange={({ currentTarget }) => set({ model: currentTarget.value })}
        />
        <NumberInput
          size="xs"
          label={say('tokens_per_day')}
          min={0}
          allowDecimal={false}
          thousandSeparator=","
          value={draft.tokens}
          onChange={(value) => set({ tokens: typeof value === 'number' ? value : '' })}
        />
        <PasswordInput
          label={say('key')}
          description={say(settings.has_api_key ? 'key_set' : 'key_hint')}
          autoComplete="off"
          value={draft.key}
          onChange={({ currentTarget }) => set({ key: currentTarget.value })}
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

interface Part {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

function Understanding({ draft, set }: Part) {
  const say = useWords();
  return (
    <>
      <Checkbox
        label={say('processing')}
        checked={draft.processing}
        onChange={({ currentTarget }) => set({ processing: currentTarget.checked })}
      />
      <Textarea
        label={say('intents')}
        description={say('intents_hint')}
        autosize
        minRows={2}
        value={draft.intents}
        onChange={({ currentTarget }) => set({ intents: currentTarget.value })}
      />
    </>
  );
}

function Speaking({ draft, set }: Part) {
  const say = useWords();
  return (
    <>
      <Textarea
        label={say('persona')}
        autosize
        minRows={3}
        maxLength={4000}
        value={draft.persona}
        onChange={({ currentTarget }) => set({ persona: currentTarget.value })}
      />
      <Textarea
        label={say('house_rules')}
        description={say('lines_hint')}
        autosize
        minRows={2}
        value={draft.rules}
        onChange={({ currentTarget }) => set({ rules: currentTarget.value })}
      />
      <TagsInput label={say('blocked')} value={draft.blocked} onChange={(blocked) => set({ blocked })} />
      <TextInput
        label={say('team')}
        maxLength={100}
        value={draft.team}
        onChange={({ currentTarget }) => set({ team: currentTarget.value })}
      />
      <TextInput
        label={say('handover_text')}
        maxLength={1000}
        value={draft.handoverText}
        onChange={({ currentTarget }) => set({ handoverText: currentTarget.value })}
      />
    </>
  );
}
