/** Runs all checks at the same time and prints what each of them said; fails when one does. */
import { spawn } from 'node:child_process'

const CHECKS = [
  'node scripts/check-versions.mjs',
  'prettier --check .',
  'oxlint --type-aware --deny-warnings',
  'tsc -p .',
  'knip',
]

const results = await Promise.all(CHECKS.map(run))
for (const { command, code, output } of results) {
  console.log(`> ${command}\n${output.trim()}`)
  if (code !== 0) process.exitCode = 1
}
if (process.exitCode) {
  const failed = results.filter(({ code }) => code !== 0)
  console.error(`Failed: ${failed.map(({ command }) => command).join('; ')}`)
}

/** With npm's path, which has the tools of this project. */
function run(command) {
  const child = spawn(command, { shell: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece))
  return new Promise((resolve) => child.on('close', (code) => resolve({ command, code, output })))
}
