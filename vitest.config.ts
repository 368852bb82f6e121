/** Two projects: `unit` beside the sources, `stories` against a running server and a real browser. */
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

const shared = {
  // The files share no state, so a worker need not load every module again for each.
  isolate: false,
  // Twice the cores of a small machine, because many stories wait for a time-out or for a process to restart.
  maxWorkers: 4,
  // A time-out only for what hangs: on a busy machine, a test takes many times as long as alone.
  testTimeout: 300_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          // They start no process and change nothing of this one, and a thread starts faster.
          pool: 'threads',
          setupFiles: ['tests/support/english.ts'],
          include: [
            '{protocol,server,client,audience,stage,site,presenter,demos,slides,scripts}/**/*.test.ts',
          ],
          ...shared,
        },
      },
      {
        test: {
          name: 'stories',
          include: ['tests/**/*.test.ts'],
          // These take minutes: `npm run test:faults`.
          exclude: ['tests/**/*.long.test.ts'],
          globalSetup: 'tests/support/shared-chromium.ts',
          ...shared,
        },
      },
    ],
  },
})
