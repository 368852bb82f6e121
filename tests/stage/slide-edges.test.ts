/** No slide hides anything on the stage, where nothing scrolls. */
import { expect, test } from 'vitest'
import { expectReadable, LARGE, PATIENT, walk } from '../support/slide-walk.ts'

test('[B17] on the stage every slide fits, because nothing scrolls there', { timeout: PATIENT }, async () => {
  const found = await walk('stage', LARGE, {})
  expectReadable(found)
  expect([...found].filter(([, { scrolls }]) => scrolls)).toEqual([])
})
