/** A rule for the tests themselves: they await events, and every sleep says why nothing can be awaited. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SLEEP = /\bwaitForTimeout\(|\bsleep\(|\bawait setTimeout\(|new Promise\(\((\w+)\) => setTimeout\(\1\b/
const COMMENT = /^\s*(\/\/|\/\*\*.*\*\/$)/

/** Everything in `tests/`, including helpers, and the unit tests beside the sources. */
const FILES = ['protocol', 'server', 'client', 'audience', 'stage', 'site', 'presenter', 'demos', 'tests']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.ts') && (file.startsWith('tests') || file.endsWith('.test.ts')))
  .filter((file) => !file.endsWith('sleeps.test.ts'))

test('[Z7] each sleep has a line above it that says why nothing can be awaited', () => {
  const sleeps = FILES.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.flatMap((line, i) =>
      SLEEP.test(line) && !COMMENT.test(line) ? [{ at: `${file}:${i + 1}`, before: lines[i - 1] ?? '' }] : [],
    )
  })
  expect(sleeps.length).toBeGreaterThan(10)
  expect(sleeps.filter(({ before }) => !COMMENT.test(before)).map(({ at }) => at)).toEqual([])
})
