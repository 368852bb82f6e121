/** The long fault tests: minutes of outages and crowds of thousands, one after the other, with their figures. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.long.test.ts'],
    globalSetup: 'tests/support/shared-chromium.ts',
    testTimeout: 20 * 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
})
