/** No slide hides anything on a laptop. */
import { test } from 'vitest'
import { expectReadable, LARGE, PATIENT, walk } from '../support/slide-walk.ts'

test(
  '[A20] [A21] [A22] on a laptop every part of a slide can be reached, and no text is too small',
  { timeout: PATIENT },
  async () => {
    expectReadable(await walk('audience', LARGE, {}))
  },
)
