import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

// From a cached answer to the slowest platform call allowed by default, in seconds.
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const rows = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/**
 * The numbers a process shows at `/metrics`. No label names a workspace or an account: every value of a label
 * is a time series kept for ever, a hub may have thousands of accounts, and the page is read without a key, so
 * it must not tell who is on it. Numbers per account are the statistics in the database.
 */
export function createMetrics(load: () => WorkLoad = () => ({ waiting: 0, running: 0 })) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    ...webhookMetrics(registers),
    ...workMetrics(registers, load),
    ...httpMetrics(registers),
    ...modelMetrics(registers),
  };
}

/** How much work a process has before it. */
interface WorkLoad {
  waiting: number;
  running: number;
}

function webhookMetrics(registers: Registry[]) {
  return {
    webhookRequests: new Counter({
      name: 'parley_webhook_requests_total',
      help: 'Webhook requests by what became of them.',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    webhookDuration: new Histogram({
      name: 'parley_webhook_duration_seconds',
      help: 'From a webhook being read to its answer, the commit included.',
      buckets: seconds,
      registers,
    }),
    acceptBatchSize: new Histogram({
      name: 'parley_accept_batch_requests',
      help: 'Webhook requests committed in one transaction.',
      buckets: rows,
      registers,
    }),
    acceptedItems: new Counter({
      name: 'parley_accepted_items_total',
      help: 'Items committed, by kind.',
      labelNames: ['platform', 'kind'],
      registers,
    }),
    signatureRefusals: new Counter({
      name: 'parley_signature_refusals_total',
      help: 'Webhook requests whose signature no known secret made.',
      labelNames: ['platform'],
      registers,
    }),
  };
}

function workMetrics(registers: Registry[], load: () => WorkLoad) {
  return {
    sends: new Counter({
      name: 'parley_sends_total',
      help: 'Attempts to send, by what became of them.',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    sendDuration: new Histogram({
      name: 'parley_send_duration_seconds',
      help: 'How long platforms take to answer a send.',
      labelNames: ['platform'],
      buckets: seconds,
      registers,
    }),
    deliveries: new Counter({
      name: 'parley_deliveries_total',
      help: 'Tries to hand events to consumers, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    deliveryDuration: new Histogram({
      name: 'parley_delivery_duration_seconds',
      help: 'How long consumers take to answer.',
      buckets: seconds,
      registers,
    }),
    jobsWaiting: new Gauge({
      name: 'parley_jobs_waiting',
      help: 'Jobs in memory that wait for their turn.',
      registers,
      collect() {
        this.set(load().waiting);
      },
    }),
    jobsRunning: new Gauge({
      name: 'parley_jobs_running',
      help: 'Jobs being run.',
      registers,
      collect() {
        this.set(load().running);
      },
    }),
    databaseWriteDuration: new Histogram({
      name: 'parley_database_write_duration_seconds',
      help: 'How long a write transaction takes, by kind.',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
  };
}

function httpMetrics(registers: Registry[]) {
  return {
    httpRequests: new Counter({
      name: 'parley_http_requests_total',
      help: 'Requests by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    httpDuration: new Histogram({
      name: 'parley_http_duration_seconds',
      help: 'How long a request takes until its answer begins.',
      labelNames: ['route'],
      buckets: seconds,
      registers,
    }),
  };
}

// Language models think: up to some minutes for one answer.
const modelSeconds = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300];

function modelMetrics(registers: Registry[]) {
  return {
    modelCalls: new Counter({
      name: 'parley_model_calls_total',
      help: 'Requests to language models, by what became of them. A model without a known price is "other".',
      labelNames: ['provider', 'model', 'purpose', 'outcome'],
      registers,
    }),
    modelDuration: new Histogram({
      name: 'parley_model_call_duration_seconds',
      help: 'How long language models take to answer.',
      labelNames: ['provider', 'model'],
      buckets: modelSeconds,
      registers,
    }),
    modelTokens: new Counter({
      name: 'parley_model_tokens_total',
      help: 'Tokens of language models: input is what they read, output what they thought and wrote.',
      labelNames: ['provider', 'model', 'direction'],
      registers,
    }),
    modelCost: new Counter({
      name: 'parley_model_cost_dollars_total',
      help: 'What language models cost by their list prices, in US dollars; models without a price are not in it.',
      labelNames: ['provider', 'model'],
      registers,
    }),
  };
}

/** The instruments of one process. */
export type Metrics = ReturnType<typeof createMetrics>;
