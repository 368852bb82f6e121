/**
 * Fails if the lockfile contains a version with a known vulnerability in a network-facing package; names each in one
 * line.
 */
import { readFileSync } from 'node:fs'

/** The oldest safe version of each package, with the advisories. */
const OLDEST = {
  'socket.io': ['4.8.4', 'CVE-2024-38355'],
  'socket.io-parser': ['4.2.7', 'CVE-2026-33151, CVE-2026-69185'],
  'engine.io': ['6.6.9', 'CVE-2022-41940, CVE-2023-31125'],
  ws: ['8.21.0', 'CVE-2024-37890, CVE-2026-48779'],
}

const [, , file = 'package-lock.json'] = process.argv
const { packages } = JSON.parse(readFileSync(file, 'utf8'))
let found = 0
for (const [path, { version }] of Object.entries(packages)) {
  // A copy inside another package counts, too.
  const name = path.split('node_modules/').at(-1)
  if (!Object.hasOwn(OLDEST, name)) continue
  found += 1
  const [oldest, why] = OLDEST[name]
  if (isOlder(version, oldest)) {
    console.error(`${name} ${version} (${path}) is older than ${oldest}: ${why}.`)
    process.exitCode = 1
  }
}
if (found === 0) {
  console.error(`${file} contains none of ${Object.keys(OLDEST).join(', ')}: is it the right file?`)
  process.exitCode = 1
}

function isOlder(version, oldest) {
  const numbers = (text) => text.split(/[-+]/)[0].split('.').map(Number)
  const [has, needs] = [numbers(version), numbers(oldest)]
  const differs = needs.findIndex((number, i) => number !== has[i])
  if (differs >= 0) return !(has[differs] > needs[differs])
  // 4.2.7-beta.1 is older than 4.2.7.
  return version.includes('-')
}
