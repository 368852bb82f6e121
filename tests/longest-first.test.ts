/** A rule for the tests themselves: a run starts with the files that take longest. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createVitest } from 'vitest/node'
import { LONGEST } from './support/longest-first.ts'

test('[Z14] the files that take longest are first in a run, and each of them exists', async () => {
  const run = await createVitest('test', { watch: false })
  const found = await run.globTestSpecifications()
  const { sequencer: Sequencer } = run.config.sequence
  // oxlint-disable-next-line unicorn/no-array-sort -- Not an array's method.
  const sorted = await new Sequencer(run).sort(found.toReversed())
  await run.close()
  expect(sorted.slice(0, LONGEST.length).map(({ moduleId }) => moduleId)).toEqual(
    LONGEST.map((file) => resolve(file)),
  )
  expect(sorted).toHaveLength(found.length)
})
