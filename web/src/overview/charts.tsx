import { Title } from '@mantine/core';
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { currentLanguage } from '../language/language.ts';
import classes from './overview.module.css';
import { millisecondsText, numberText, type Point, pointsOf, type Statistics } from './statistics.ts';
import { useWords } from './words.ts';

type Colour = 'incoming' | 'outgoing' | 'failed';

interface Line {
  name: Exclude<keyof Point, 'at'>;
  label: string;
  colour: Colour;
}

/** What came and went, over time. */
export function Charts({ statistics }: { statistics: Statistics }) {
  const say = useWords();
  const points = pointsOf(statistics);
  return (
    <div className={classes.charts}>
      <Chart
        title={say('messages')}
        points={points}
        lines={[
          { name: 'incoming', label: say('incoming'), colour: 'incoming' },
          { name: 'outgoing', label: say('outgoing'), colour: 'outgoing' },
        ]}
      />
      <Chart
        title={say('failures_title')}
        points={points}
        lines={[{ name: 'failed', label: say('failed'), colour: 'failed' }]}
      />
      <Chart
        title={say('latency_title')}
        points={points}
        format={millisecondsText}
        lines={[
          { name: 'most', label: say('most'), colour: 'outgoing' },
          { name: 'half', label: say('half'), colour: 'incoming' },
        ]}
      />
      <Chart
        title={say('tokens_title')}
        points={points}
        lines={[
          { name: 'read', label: say('read_tokens'), colour: 'incoming' },
          { name: 'written', label: say('written_tokens'), colour: 'outgoing' },
        ]}
      />
    </div>
  );
}

// Enough to see a shape in, little enough that all four and the numbers fit a screen.
const heightPx = 150;
const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' };

function Chart({
  title,
  points,
  lines,
  format = numberText,
}: {
  title: string;
  points: Point[];
  lines: readonly Line[];
  format?: (value: number) => string;
}) {
  const say = useWords();
  const isLong = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0) > 2 * 24 * 60 * 60 * 1000;
  const most = lines.map(({ name, label }) => {
    const highest = Math.max(0, ...points.map((point) => point[name] ?? 0));
    return `${label} ≤ ${format(highest)}`;
  });
  return (
    <figure className={classes.chart}>
      <figcaption>
        <Title order={2}>{title}</Title>
        {lines.map(({ name, label, colour }) => (
          <span key={name} className={classes.legend} data-colour={colour}>
            {label}
          </span>
        ))}
      </figcaption>
      <div role="img" aria-label={say('chart', { title, sums: most.join(', ') })}>
        <ResponsiveContainer width="100%" height={heightPx}>
          <AreaChart
            data={points}
            accessibilityLayer={false}
            margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--rule)" />
            <XAxis
              dataKey="at"
              tickFormatter={(at: number) => timeText(at, isLong)}
              tick={tick}
              tickLine={false}
              axisLine={false}
              minTickGap={48}
            />
            <YAxis
              width={44}
              tick={tick}
              tickLine={false}
              axisLine={false}
              allowDecimals={false}
              tickFormatter={(value: number) => format(value)}
            />
            <Tooltip
              isAnimationActive={false}
              content={({ active, payload }) => (
                <Tip point={active ? pointOf(payload) : null} lines={lines} format={format} />
              )}
            />
            {lines.map(({ name, colour }) => (
              <Area
                key={name}
                dataKey={name}
                type="monotone"
                isAnimationActive={false}
                connectNulls
                dot={isSparse(points, name) && { r: 2, fillOpacity: 1 }}
                stroke={`var(--${colour})`}
                strokeWidth={1.6}
                fill={`var(--${colour})`}
                fillOpacity={0.14}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

/** A value that stands alone makes no line. */
function isSparse(points: readonly Point[], name: Line['name']): boolean {
  const isKnown = (point: Point | undefined) => point !== undefined && point[name] !== null;
  return points.some(
    (point, place) => isKnown(point) && !isKnown(points[place - 1]) && !isKnown(points[place + 1]),
  );
}

function pointOf(payload: readonly { payload?: unknown }[]): Point | null {
  // What is hovered over is one of the points the chart was given.
  return (payload[0]?.payload as Point | undefined) ?? null;
}

function Tip({
  point,
  lines,
  format,
}: {
  point: Point | null;
  lines: readonly Line[];
  format: (value: number) => string;
}) {
  if (point === null) return null;
  return (
    <div className={classes.tip}>
      {new Date(point.at).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' })}
      {lines.map(({ name, label, colour }) => (
        <span key={name} className={classes.legend} data-colour={colour}>
          {label} {format(point[name] ?? 0)}
        </span>
      ))}
    </div>
  );
}

function timeText(at: number, isLong: boolean): string {
  return isLong
    ? new Date(at).toLocaleDateString(currentLanguage(), { day: 'numeric', month: 'short' })
    : new Date(at).toLocaleTimeString(currentLanguage(), { hour: '2-digit', minute: '2-digit' });
}
