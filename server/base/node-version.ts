/** Tells whether this Node can run Lectern. Imports nothing, so that it runs on the Node that cannot. */

const OLDEST = [20, 19] as const

/** One line for the person who started us, or null; `version` like `20.19.0`. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  return old ? `Lectern needs Node ${OLDEST.join('.')} or newer; this is ${version}.` : null
}
