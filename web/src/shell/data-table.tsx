import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** A table of rows that scrolls sideways where it is too wide; keys can scroll it too. */
export function DataTable({
  label,
  minWidth,
  columns,
  children,
}: {
  /** What is in it, for people who do not see it. */
  label: string;
  /** Below this width (px) it scrolls. */
  minWidth: number;
  columns: readonly string[];
  /** Rows: `Table.Tr`. */
  children: ReactNode;
}) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
