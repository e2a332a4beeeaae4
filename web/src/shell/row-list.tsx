import { Button, Center } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Rows } from '../api/rows.ts';
import { DataTable } from './data-table.tsx';
import { Empty, Loading, ProblemNotice } from './states.tsx';
import { useWords } from './words.ts';

/** The rows of a list as a table, with everything that a list can be: on its way, empty, broken, longer. */
export function RowList<Row>({
  rows: { rows, error, retry, more, isReading },
  empty,
  children,
  ...table
}: {
  rows: Rows<Row>;
  label: string;
  minWidth: number;
  columns: readonly string[];
  empty: { title: string; hint?: string };
  children: (row: Row) => ReactNode;
}) {
  const say = useWords();
  if (error) return <ProblemNotice error={error} retry={retry} />;
  if (!rows) return <Loading />;
  if (rows.length === 0) return <Empty title={empty.title}>{empty.hint}</Empty>;
  return (
    <>
      <DataTable {...table}>{rows.map(children)}</DataTable>
      {more && (
        <Center>
          <Button variant="default" onClick={more} loading={isReading}>
            {say('more')}
          </Button>
        </Center>
      )}
    </>
  );
}
