import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

it('shows what was counted, and the process itself', async () => {
  const metrics = createMetrics();
  metrics.sends.inc({ platform: 'pigeon', outcome: 'sent' });
  metrics.httpDuration.observe({ route: '/healthz' }, 0.02);
  const text = await metrics.registry.metrics();
  expect(text).toContain('parley_sends_total{platform="pigeon",outcome="sent"} 1');
  expect(text).toContain('parley_http_duration_seconds_bucket{le="0.025",route="/healthz"} 1');
  expect(text).toContain('process_resident_memory_bytes');
});

it('names nobody: no label for a workspace, an account or a person', () => {
  const labels = Object.values(createMetrics()).flatMap((instrument) =>
    // prom-client keeps them on every instrument, but its types do not say so.
    'labelNames' in instrument ? (instrument.labelNames as string[]) : [],
  );
  const ofModels = ['provider', 'model', 'purpose', 'direction'];
  expect(new Set(labels)).toEqual(
    new Set(['platform', 'outcome', 'kind', 'method', 'route', 'status', ...ofModels]),
  );
});

it('keeps two hubs in one process apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.jobsRunning.set(3);
  expect(await other.registry.metrics()).toContain('parley_jobs_running 0');
});
