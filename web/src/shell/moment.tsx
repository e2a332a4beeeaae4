import { Text, Tooltip } from '@mantine/core';
import { fullTime, shortTime, useNow } from '../language/times.ts';

// Lists show minutes.
const everyMs = 60_000;

/** A moment, short; in full when it is pointed at. */
export function Moment({ at }: { at: string | null }) {
  const now = useNow(everyMs);
  if (at === null) return <>–</>;
  return (
    <Tooltip label={fullTime(at)}>
      <Text component="time" dateTime={at} size="sm" style={{ whiteSpace: 'nowrap' }}>
        {shortTime(at, now)}
      </Text>
    </Tooltip>
  );
}
