/** The real Chromium that the stories share; each worker has one connection to it. */
import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'

let connected: Promise<Browser> | undefined

/** Sees no context of another worker; give every person of a story a context of their own. Ends with the worker. */
export function startChromium(): Promise<Browser> {
  return (connected ??= chromium.connect(inject('chromium')))
}
