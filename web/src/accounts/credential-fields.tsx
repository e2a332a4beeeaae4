import { PasswordInput, Stack, TextInput } from '@mantine/core';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useWords } from './words.ts';

/** A platform, as the hub describes it. */
export type Platform = AnswerOf<'GET /api/v1/platforms'>['data'][number];

/** One way to connect an account of a platform. */
export type Way = Platform['ways'][number];

/** What was filled in, by the names of the fields. */
export type GivenCredentials = Readonly<Record<string, string>>;

/** Without the fields that were left empty. */
export function filledIn(given: GivenCredentials): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
}

/** The fields of one way to connect, each with where to find its value. */
export function CredentialFields({
  way,
  given,
  onChange,
  allOptional = false,
}: {
  way: Way;
  given: GivenCredentials;
  onChange: (given: GivenCredentials) => void;
  /** Nothing has to be filled in: what is there stays. */
  allOptional?: boolean;
}) {
  const say = useWords();
  return (
    <Stack gap="sm">
      {way.fields.map(({ name, title, where, secret, optional }) => {
        const Input = secret ? PasswordInput : TextInput;
        const mayBeEmpty = optional || allOptional;
        return (
          <Input
            key={name}
            label={mayBeEmpty && !allOptional ? `${title} (${say('optional')})` : title}
            description={where}
            required={!mayBeEmpty}
            value={given[name] ?? ''}
            autoComplete="off"
            onChange={({ currentTarget }) => onChange({ ...given, [name]: currentTarget.value })}
          />
        );
      })}
    </Stack>
  );
}
