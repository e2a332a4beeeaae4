import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useNow } from '../../language/times.ts';
import { Empty, Loading, ProblemNotice } from '../../shell/states.tsx';
import { useWords } from '../words.ts';
import { ConversationRow, rowHeight } from './conversation-row.tsx';
import type { ConversationList, ListState } from './conversations.ts';
import classes from './list.module.css';

// The next page is asked for when so many rows are left below.
const rowsAhead = 30;
// Who has scrolled less than this still looks at the top.
const topPx = 8;

/** The conversations, however many: only those on the screen are drawn. */
export function Conversations({
  state,
  list,
  openId,
  isFiltered,
}: {
  state: ListState;
  list: ConversationList;
  openId: string | undefined;
  isFiltered: boolean;
}) {
  const say = useWords();
  const { rows, above, isLoading, hasMore, error } = state;
  if (isLoading) return <Loading />;
  if (error && rows.length === 0) return <ProblemNotice error={error} retry={() => list.retry()} />;
  if (rows.length === 0 && !hasMore) {
    return <Empty title={say('none')}>{say(isFiltered ? 'none_filtered' : 'none_hint')}</Empty>;
  }
  return <Rows rows={rows} above={above} list={list} openId={openId} hasMore={hasMore} />;
}

function Rows({
  rows,
  above,
  list,
  openId,
  hasMore,
}: Pick<ListState, 'rows' | 'above' | 'hasMore'> & { list: ConversationList; openId: string | undefined }) {
  const say = useWords();
  const now = useNow(60_000);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last > rows.length - rowsAhead) list.readMore();
  }, [hasMore, last, rows.length, list]);
  const toTop = () => {
    scroller.current?.scrollTo({ top: 0 });
    list.hold(false);
  };
  return (
    <div className={classes.frame}>
      {above > 0 && (
        <Button className={classes.above} radius="xl" onClick={toTop}>
          {say('new_above', { count: above })}
        </Button>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        onScroll={({ currentTarget }) => list.hold(currentTarget.scrollTop > topPx)}
      >
        <ul className={classes.all} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            return (
              row && (
                <li
                  key={key}
                  aria-setsize={hasMore ? -1 : rows.length}
                  aria-posinset={index + 1}
                  className={classes.place}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <ConversationRow conversation={row} isOpen={row.id === openId} now={now} />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}
