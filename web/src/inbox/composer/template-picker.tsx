import { Button, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { Loading, ProblemNotice } from '../../shell/states.tsx';
import { RichText } from '../content/rich-text.tsx';
import type { Conversation } from '../list/filter.ts';
import { useWords } from '../words.ts';
import classes from './composer.module.css';
import type { Sending } from './outbox.ts';

type Template = AnswerOf<'GET /api/v1/templates'>['data'][number];
type TemplateContent = Extract<Sending['content'], { type: 'template' }>;

/** Chooses a template that can be sent here, fills it in and shows what the person will see. */
export function TemplatePicker({
  conversation: { account_id },
  onSend,
}: {
  conversation: Conversation;
  onSend: (content: Sending['content']) => void;
}) {
  const say = useWords();
  const { data, error } = useQuery(reading('GET /api/v1/templates', { query: { account_id, limit: 200 } }));
  const [id, setId] = useState<string | null>(null);
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <Loading />;
  const usable = data.data.filter(({ can_be_sent }) => can_be_sent);
  const template = usable.find((one) => one.id === id);
  if (usable.length === 0) return <Text c="dimmed">{say('no_template')}</Text>;
  return (
    <Stack gap={6} className={classes.tool}>
      <Select
        label={say('choose_template')}
        searchable
        value={id}
        onChange={setId}
        data={usable.map((one) => ({ value: one.id, label: `${one.name} (${one.language})` }))}
      />
      {template && <Filling key={template.id} template={template} accountId={account_id} onSend={onSend} />}
    </Stack>
  );
}

/** The placeholders of the body, in order. */
function placeholdersOf({ parameters }: Template): string[] {
  return parameters
    .filter(({ component, card }) => component === 'body' && card === undefined)
    .flatMap(({ names }) => names);
}

function contentOf(template: Template, values: Readonly<Record<string, string>>): TemplateContent {
  const names = placeholdersOf(template);
  const { name, language, parameter_format } = template;
  if (names.length === 0) return { type: 'template', name, language };
  const given = names.map((one) => [one, values[one] ?? ''] as const);
  const parameters =
    parameter_format === 'named' ? Object.fromEntries(given) : given.map(([, value]) => value);
  return { type: 'template', name, language, parameters };
}

function Filling({
  template,
  accountId,
  onSend,
}: {
  template: Template;
  accountId: string;
  onSend: (content: Sending['content']) => void;
}) {
  const say = useWords();
  const [values, setValues] = useState<Record<string, string>>({});
  const names = placeholdersOf(template);
  const content = contentOf(template, values);
  const isFilled = names.every((name) => values[name]?.trim());
  return (
    <>
      {names.map((name) => (
        <TextInput
          key={name}
          label={say('value', { name })}
          value={values[name] ?? ''}
          onChange={({ currentTarget: { value } }) => setValues((known) => ({ ...known, [name]: value }))}
        />
      ))}
      {isFilled ? (
        <Preview content={content} accountId={accountId} />
      ) : (
        template.body && <RichText text={template.body} />
      )}
      <Button disabled={!isFilled} onClick={() => onSend(content)} style={{ alignSelf: 'flex-start' }}>
        {say('send')}
      </Button>
    </>
  );
}

function Preview({ content, accountId }: { content: TemplateContent; accountId: string }) {
  const say = useWords();
  const { type: _, ...template } = content;
  const { data, error } = useQuery({
    queryKey: ['template preview', accountId, template],
    queryFn: () =>
      hub.request('POST /api/v1/templates/preview', { body: { account_id: accountId, template } }),
  });
  if (error) return <ProblemNotice error={error} />;
  return (
    <Paper withBorder p="xs" aria-label={say('preview')} component="section">
      {data?.header?.text && <Text fw={600}>{data.header.text}</Text>}
      {data?.body && <RichText text={data.body} />}
      {data?.footer && (
        <Text size="xs" c="dimmed">
          {data.footer}
        </Text>
      )}
    </Paper>
  );
}
