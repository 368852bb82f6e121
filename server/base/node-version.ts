/** Tells whether this Node can run Lectern. Imports nothing, so that it also runs on a Node that is too old. */

const OLDEST = [20, 19] as const

/** A one-line message, or null if the version is supported; `version` is for example `20.19.0`. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  return old ? `Lectern needs Node ${OLDEST.join('.')} or newer; this is ${version}.` : null
}
