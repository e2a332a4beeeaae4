import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnswerOf } from '../../../src/client/index.ts';
import { reading } from '../api/reading.ts';
import { DataTable } from '../shell/data-table.tsx';
import { ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Result = AnswerOf<'GET /api/v1/agent/evaluations/{name}/runs/{id}'>['results'][number];

/** What came of each question of a run. */
export function Results({ name, id }: { name: string; id: string }) {
  const say = useWords();
  const { data, error } = useQuery(
    reading('GET /api/v1/agent/evaluations/{name}/runs/{id}', { params: { name, id } }),
  );
  if (error) return <ProblemNotice error={error} />;
  if (!data) return null;
  return (
    <DataTable
      label={say('questions')}
      minWidth={760}
      columns={[say('question'), say('verdict'), say('decision'), say('answer')]}
    >
      {data.results.map((result) => (
        <ResultLine key={result.id} result={result} />
      ))}
    </DataTable>
  );
}

function ResultLine({ result }: { result: Result }) {
  const say = useWords();
  const missing = result.expected.filter(({ holds }) => !holds).map(({ fact }) => fact);
  const said = result.forbidden.filter(({ holds }) => holds).map(({ fact }) => fact);
  return (
    <Table.Tr>
      <Table.Td>
        {result.run_id === null ? (
          result.id
        ) : (
          <Anchor component={Link} size="sm" to={`/agent/runs/${result.run_id}`}>
            {result.id}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={result.passed ? 'green' : 'red'}>{say(result.passed ? 'good' : 'bad')}</Badge>
      </Table.Td>
      <Table.Td>{result.decision}</Table.Td>
      <Table.Td>
        <Text size="sm">{result.answer ?? result.reason}</Text>
        {missing.length > 0 && <Text size="xs">{say('missing', { facts: missing.join(', ') })}</Text>}
        {said.length > 0 && <Text size="xs">{say('forbidden', { facts: said.join(', ') })}</Text>}
      </Table.Td>
    </Table.Tr>
  );
}
