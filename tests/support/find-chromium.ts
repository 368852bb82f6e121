/** Where a real Chromium may be. */
import { existsSync } from 'node:fs'

/** The first starts and draws in half the time. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** The executable, from CHROMIUM_PATH or the usual places; undefined when there is none. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM_PATH'], ...PLACES].find((path) => path && existsSync(path))
}
