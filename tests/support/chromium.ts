/** The real Chromium that the stories share; each worker has one connection to it. */
import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'

let connected: Promise<Browser> | undefined

/** Does not see contexts of other workers. Give every person of a story a separate context. Ends with the worker. */
export function startChromium(): Promise<Browser> {
  return (connected ??= chromium.connect(inject('chromium')))
}
