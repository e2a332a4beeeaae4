import {
  ActionIcon,
  Button,
  Group,
  Indicator,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import IconFilter from '@tabler/icons-react/icons/IconFilter';
import IconSearch from '@tabler/icons-react/icons/IconSearch';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { platformName } from '../../accounts/platform-mark.tsx';
import { reading } from '../../api/reading.ts';
import { useSession } from '../../session/session.ts';
import { useWords } from '../words.ts';
import { conditionsIn, type Filter } from './filter.ts';

// Long enough to finish a word.
const typingMs = 300;

interface FilterProps {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** What is shown in the list: the few usual choices at hand, all others behind a button. */
export function FilterBar({
  filter,
  onChange,
  searchRef,
}: FilterProps & { searchRef: RefObject<HTMLInputElement | null> }) {
  const say = useWords();
  const [words, setWords] = useState(filter.words ?? '');
  const search = useDebouncedCallback(
    (wanted: string) => onChange(changed(filter, { words: wanted || undefined })),
    typingMs,
  );
  return (
    <Stack gap={6} p="xs">
      <Group gap={6} wrap="nowrap">
        <TextInput
          ref={searchRef}
          flex={1}
          type="search"
          aria-label={say('search')}
          placeholder={say('search')}
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={({ currentTarget: { value } }) => {
            setWords(value);
            search(value.trim());
          }}
        />
        <MoreFilters filter={filter} onChange={onChange} />
      </Group>
      <QuickFilters filter={filter} onChange={onChange} />
    </Stack>
  );
}

/** A filter with some conditions changed; undefined takes one out. */
function changed(filter: Filter, changes: { [Name in keyof Filter]: Filter[Name] | undefined }): Filter {
  const all = { ...filter, ...changes };
  // What is undefined is left out, which is what the type of a filter says.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Filter;
}

function QuickFilters({ filter, onChange }: FilterProps) {
  const say = useWords();
  const { member } = useSession();
  const chosen = filter.unread
    ? 'unread'
    : filter.closing
      ? 'closing'
      : member && filter.assignee === member.id
        ? 'mine'
        : 'all';
  const choose = (value: string) =>
    onChange(
      changed(filter, {
        unread: value === 'unread' || undefined,
        closing: value === 'closing' || undefined,
        assignee: value === 'mine' ? member?.id : undefined,
      }),
    );
  return (
    <SegmentedControl
      fullWidth
      aria-label={say('filter')}
      value={chosen}
      onChange={choose}
      data={[
        { value: 'all', label: say('all') },
        { value: 'unread', label: say('only_unread') },
        ...(member ? [{ value: 'mine', label: say('mine') }] : []),
        { value: 'closing', label: say('closing') },
      ]}
    />
  );
}

function MoreFilters({ filter, onChange }: FilterProps) {
  const say = useWords();
  const count = conditionsIn(filter);
  return (
    <Popover width={280} position="bottom-end" shadow="md" trapFocus>
      <Indicator disabled={count === 0} label={count} size={15}>
        <Popover.Target>
          <ActionIcon variant="default" size={30} aria-label={say('filter')}>
            <IconFilter size={15} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown>
        <Stack gap="xs">
          <PlaceFilters filter={filter} onChange={onChange} />
          <WorkFilters filter={filter} onChange={onChange} />
          <Button variant="default" disabled={count === 0} onClick={() => onChange({})}>
            {say('clear')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function PlaceFilters({ filter, onChange }: FilterProps) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const accounts = data?.data ?? [];
  const platforms = [...new Set(accounts.map(({ platform }) => platform))];
  return (
    <>
      <Select
        label={say('platform')}
        clearable
        comboboxProps={{ withinPortal: false }}
        value={filter.platform ?? null}
        onChange={(platform) => onChange(changed(filter, { platform: platform ?? undefined }))}
        data={platforms.map((value) => ({ value, label: platformName(value) }))}
      />
      <Select
        label={say('account')}
        clearable
        searchable
        comboboxProps={{ withinPortal: false }}
        value={filter.account ?? null}
        onChange={(account) => onChange(changed(filter, { account: account ?? undefined }))}
        data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </>
  );
}

function WorkFilters({ filter, onChange }: FilterProps) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/members', { query: { limit: 200 } }));
  const members = data?.data ?? [];
  return (
    <>
      <Select
        label={say('owner')}
        clearable
        comboboxProps={{ withinPortal: false }}
        value={filter.owner ?? null}
        onChange={(value) => onChange(changed(filter, { owner: ownerOf(value) }))}
        data={[
          { value: 'bot', label: say('bot') },
          { value: 'human', label: say('human') },
          { value: 'none', label: say('nobody') },
        ]}
      />
      <Select
        label={say('assignee')}
        clearable
        searchable
        comboboxProps={{ withinPortal: false }}
        value={filter.assignee ?? null}
        onChange={(assignee) => onChange(changed(filter, { assignee: assignee ?? undefined }))}
        data={[
          { value: 'none', label: say('nobody') },
          ...members.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextInput
        label={say('tag')}
        defaultValue={filter.tag ?? ''}
        onBlur={({ currentTarget: { value } }) =>
          onChange(changed(filter, { tag: value.trim() || undefined }))
        }
      />
      <TextInput
        label={say('intent')}
        defaultValue={filter.intent ?? ''}
        onBlur={({ currentTarget: { value } }) =>
          onChange(changed(filter, { intent: value.trim() || undefined }))
        }
      />
      <Switch
        label={say('closed')}
        checked={filter.status === 'closed'}
        onChange={({ currentTarget: { checked } }) =>
          onChange(changed(filter, { status: checked ? 'closed' : undefined }))
        }
      />
    </>
  );
}

function ownerOf(value: string | null): Filter['owner'] {
  return value === 'bot' || value === 'human' || value === 'none' ? value : undefined;
}
