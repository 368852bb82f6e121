/** Finds an installed browser of the Chromium family. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Machine {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  /** Whether this file can be run. */
  runs: (file: string) => boolean
}

const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
]
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
]

const HERE: Machine = { platform: process.platform, env: process.env, runs: isProgram }

/** The browser named in the environment, or the first one in the usual places. Throws one line if there is none. */
export function findChromium({ platform, env, runs }: Machine = HERE): string {
  const named = env['CHROMIUM_PATH'] || env['CHROME_PATH']
  if (named) {
    if (runs(named)) return named
    throw new Error(`There is no browser at ${named}, which CHROMIUM_PATH names.`)
  }
  const found = placesOn(platform, env).find(runs)
  if (found !== undefined) return found
  throw new Error(
    `A PDF needs Chrome, Chromium or Edge, and none was found. Install one (${howTo(platform)}), or set CHROMIUM_PATH to its program.`,
  )
}

function placesOn(platform: NodeJS.Platform, env: Machine['env']): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env['HOME'] ? [join(env['HOME'], 'Applications')] : [])]
    return folders.flatMap((folder) => MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`))
  }
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? [])
    return WINDOWS_PROGRAMS.flatMap((path) => folders.map((folder) => [folder, ...path].join('\\')))
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/snap/bin']
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function howTo(platform: NodeJS.Platform): string {
  if (platform === 'linux') return 'Debian and Ubuntu: apt-get install chromium'
  if (platform === 'darwin') return 'brew install --cask chromium, or google.com/chrome'
  return 'google.com/chrome'
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not a program that this user may run.
    return false
  }
}
