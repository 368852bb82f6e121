/** The real Chromium that the stories share; each test file has a connection of its own to it. */
import { chromium, type Browser } from 'playwright-core'
import { afterAll, inject } from 'vitest'

let connected: Promise<Browser> | undefined

/** Sees no context of another test file; give every person of a story a context of their own. */
export async function startChromium(): Promise<Browser> {
  if (!connected) {
    connected = chromium.connect(inject('chromium'))
    afterAll(async () => (await connected)?.close())
  }
  return connected
}
