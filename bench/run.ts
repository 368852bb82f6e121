/**
 * `npm run bench [-- name … --flag …]`: runs the benches one after the other; each prints a table and stores JSON.
 * `--quick` applies to all of them, the other flags to the named ones (`flags.ts`).
 */
import { spawnSync } from 'node:child_process'

const CAPACITY = ['fan-out', 'join', 'herd', 'mixed', 'two-nodes']
const BENCHES = [
  'weight',
  'first-paint',
  'tap-to-paint',
  'append',
  'nodes',
  'start',
  'pdf',
  'stream',
  'chat',
  'polls',
  'export',
  'not-reading',
  ...CAPACITY,
]
/** `capacity` stands for the benches that it summarises. */
const GROUPS: Record<string, string[]> = { capacity: [...CAPACITY, 'capacity'] }
const given = process.argv.slice(2)
const begin = given.findIndex((word) => word.startsWith('-'))
const asked = begin < 0 ? given : given.slice(0, begin)
const flags = begin < 0 ? [] : given.slice(begin)
const unknown = asked.filter((name) => !BENCHES.includes(name) && !(name in GROUPS))
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown.join(', ')}": choose from ${[...BENCHES, ...Object.keys(GROUPS)].join(', ')}.`,
  )
  process.exit(2)
}
const names = asked.length > 0 ? asked.flatMap((name) => GROUPS[name] ?? [name]) : BENCHES
for (const name of names) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}.ts`, ...flags], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
