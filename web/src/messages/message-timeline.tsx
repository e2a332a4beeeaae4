import { Anchor, Code, Stack, Text, Timeline } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { type ExplainedMessage, type Step, stepsOf } from './timeline.ts';
import { useWords } from './words.ts';

/** The life of a message, step by step. */
export function MessageTimeline({ message }: { message: ExplainedMessage }) {
  const steps = stepsOf(message);
  return (
    <Timeline active={steps.length} bulletSize={12} lineWidth={2} maw={760}>
      {steps.map((step) => (
        <Timeline.Item key={keyOf(step)} title={<Title step={step} />}>
          <Text size="xs" c="dimmed" component="time" dateTime={step.at}>
            {fullTime(step.at)}
          </Text>
          <Details step={step} />
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function keyOf(step: Step): string {
  if (step.kind === 'event') return step.event.id;
  return step.kind === 'attempt' ? step.attempt.id : step.kind;
}

function Title({ step }: { step: Step }): ReactNode {
  const say = useWords();
  switch (step.kind) {
    case 'webhook':
      return say('came');
    case 'run':
      return say('run');
    case 'event':
      return say('event', { type: step.event.type });
    case 'attempt':
      return say('attempt');
  }
}

function Details({ step }: { step: Step }): ReactNode {
  const say = useWords();
  const maySeeRaw = useMay('admin');
  if (step.kind === 'webhook') {
    return maySeeRaw ? (
      <Anchor component={Link} size="sm" to={`/webhooks/${step.id}`}>
        {say('webhook')}
      </Anchor>
    ) : null;
  }
  if (step.kind === 'run') {
    return (
      <Text size="sm">
        {step.run.reason}{' '}
        <Anchor component={Link} size="sm" to={`/agent/runs/${step.run.id}`}>
          {say('run_more')}
        </Anchor>
      </Text>
    );
  }
  if (step.kind === 'event') return null;
  const { state, tries, status_code, trace_id, failure, request } = step.attempt;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {[state, say('attempt_times', { count: tries }), status_code && `HTTP ${status_code}`, trace_id]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {failure && (
        <Text size="sm">
          {failure.code}: {failure.cause} {say('fix', { fix: failure.fix })}
        </Text>
      )}
      <details>
        <summary>{say('request')}</summary>
        <Code block mah={240} style={{ overflow: 'auto' }}>
          {`${request.method} ${request.path}\n${JSON.stringify(request.body, null, 2)}`}
        </Code>
      </details>
    </Stack>
  );
}
