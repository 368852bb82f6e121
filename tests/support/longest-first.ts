/** The order of the test files: the longest first, so that no long file runs alone at the end. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, in this order; the others follow in the order of Vitest. */
export const LONGEST = [
  'tests/faults/disk.test.ts',
  'tests/client/slide-edges-phone.test.ts',
  'tests/client/slide-edges-laptop.test.ts',
  'tests/stage/slide-edges.test.ts',
  'tests/command/cli.test.ts',
  'tests/faults/audience-out.test.ts',
  'tests/deck/oracle.test.ts',
  'tests/demos/stream.test.ts',
  'tests/presenter/presenter.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(import.meta.dirname + '/../..', moduleId))
      return at < 0 ? LONGEST.length : at
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- Not an array's method.
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
