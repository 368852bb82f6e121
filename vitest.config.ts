/** Two projects: `unit` beside the sources, `stories` against a running server and a real browser. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
          include: ['{protocol,server,client,audience,stage,presenter,demos,slides,scripts}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'stories',
          include: ['tests/**/*.test.ts'],
          // These take minutes: `npm run test:faults`.
          exclude: ['tests/**/*.long.test.ts'],
          globalSetup: 'tests/support/shared-chromium.ts',
          // Only what hangs is cut: on a busy machine a story takes many times as long as alone.
          testTimeout: 300_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
