import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/postgres-server.ts'],
    // Crash tests and journeys start processes; on a busy machine of two cores that takes seconds.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // No test keeps anything in a module, so files share their worker. Of those beside the code alone, loading the
    // same files again took 28 s of 45.
    isolate: false,
    maxWorkers: 2,
  },
});
