/** Starts one Chromium for the whole run, before the first test file, and closes it after the last. */
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium } from './find-chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address to which test files connect. */
    chromium: string
  }
}

export default async function startSharedChromium({ provide }: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH.')
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking']
  const server = await chromium.launchServer({ executablePath, args })
  provide('chromium', server.wsEndpoint())
  return () => server.close()
}
