import { Text } from '@mantine/core';
import { shortDuration } from '../language/times.ts';
import classes from './overview.module.css';
import {
  millisecondsText,
  moneyText,
  numberText,
  type Statistics,
  shareText,
  successOf,
} from './statistics.ts';
import { useWords } from './words.ts';

/** How it goes, in a few numbers. */
export function Figures({ statistics: { total, queue } }: { statistics: Statistics }) {
  const say = useWords();
  const depth = queue.reduce((sum, one) => sum + one.depth, 0);
  const oldest = Math.max(-1, ...queue.map(({ oldest_age_ms }) => oldest_age_ms ?? -1));
  const { webhooks, duplicates, refusals, failed, send_latency, models } = total;
  const tokens = models.input_tokens + models.output_tokens;
  const came = say('webhooks', { count: numberText(webhooks), duplicates: numberText(duplicates) });
  const refused = refusals > 0 ? `, ${say('refused', { count: numberText(refusals) })}` : '';
  return (
    <div className={classes.figures}>
      <Figure label={say('incoming')} value={numberText(total.in)} hint={came + refused} />
      <Figure
        label={say('outgoing')}
        value={numberText(total.out)}
        hint={failed > 0 ? say('failures', { count: numberText(failed) }) : say('no_failures')}
      />
      <Figure label={say('success')} value={shareText(successOf(total))} isBad={failed > 0} />
      <Figure
        label={say('latency')}
        value={millisecondsText(send_latency.p95_ms)}
        hint={
          send_latency.p50_ms === null
            ? ''
            : say('latency_hint', { half: millisecondsText(send_latency.p50_ms) })
        }
      />
      <Figure
        label={say('queue')}
        value={numberText(depth)}
        hint={oldest < 0 ? say('nothing_waits') : say('oldest', { age: shortDuration(oldest) })}
      />
      <Figure
        label={say('agent')}
        value={moneyText(models.cost_micros)}
        hint={say('tokens', { tokens: numberText(tokens), answers: numberText(models.answers) })}
      />
    </div>
  );
}

function Figure({
  label,
  value,
  hint = '',
  isBad = false,
}: {
  label: string;
  value: string;
  hint?: string;
  isBad?: boolean;
}) {
  return (
    <div className={classes.figure}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={classes.value} data-bad={isBad || undefined}>
        {value}
      </div>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}
