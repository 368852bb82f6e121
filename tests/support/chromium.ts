/** Starts the real Chromium that the stories use; closes it after the test file. */
import { chromium, type Browser } from 'playwright-core'
import { afterAll } from 'vitest'
import { findChromium } from './find-chromium.ts'

let started: Promise<Browser> | undefined

/** One browser for each test file; give every person of a story a context of their own. */
export async function startChromium(): Promise<Browser> {
  if (!started) {
    const executablePath = findChromium()
    if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH.')
    const args = [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-background-networking',
    ]
    started = chromium.launch({ executablePath, args })
    afterAll(async () => (await started)?.close())
  }
  return started
}
