/** The versions in a lockfile that have a known vulnerability. */

/** The oldest safe version of each package, with the advisories. */
const OLDEST = new Map([
  ['socket.io', { oldest: '4.8.4', why: 'CVE-2024-38355' }],
  ['socket.io-parser', { oldest: '4.2.7', why: 'CVE-2026-33151, CVE-2026-69185' }],
  ['engine.io', { oldest: '6.6.9', why: 'CVE-2022-41940, CVE-2023-31125' }],
  ['ws', { oldest: '8.21.0', why: 'CVE-2024-37890, CVE-2026-48779' }],
])

export interface Lockfile {
  packages: Record<string, { version?: string }>
}

/** One line for each; also one for a lockfile that contains none of the packages. */
export function unsafeVersions({ packages }: Lockfile): string[] {
  const lines: string[] = []
  let found = 0
  for (const [path, { version = '' }] of Object.entries(packages)) {
    // A copy inside another package counts, too.
    const name = path.split('node_modules/').at(-1) ?? ''
    const known = OLDEST.get(name)
    if (!known) continue
    found += 1
    if (isOlder(version, known.oldest))
      lines.push(`${name} ${version} (${path}) is older than ${known.oldest}: ${known.why}.`)
  }
  return found > 0
    ? lines
    : [`The lockfile contains none of ${[...OLDEST.keys()].join(', ')}: is it the right file?`]
}

function isOlder(version: string, oldest: string): boolean {
  const numbers = (text: string): number[] => (text.split(/[-+]/)[0] ?? '').split('.').map(Number)
  const has = numbers(version)
  const needs = numbers(oldest)
  const at = needs.findIndex((number, i) => number !== has[i])
  if (at >= 0) return !((has[at] ?? NaN) > (needs[at] ?? NaN))
  // 4.2.7-beta.1 is older than 4.2.7.
  return version.includes('-')
}
