/** No slide hides anything on a phone of any size. */
import { test } from 'vitest'
import { expectReadable, PATIENT, walk } from '../support/slide-walk.ts'

const PHONES = [
  [320, 568],
  [360, 640],
  [375, 553],
  [393, 659],
  [412, 839],
  [844, 390],
] as const

test(
  '[A20] [A21] [A22] on a phone every part of a slide can be reached, and no text is too small',
  { timeout: PATIENT },
  async () => {
    const phone = { isMobile: true, hasTouch: true, deviceScaleFactor: 1 }
    expectReadable(await walk('audience', PHONES, phone))
  },
)
