/** Opens an address in the default browser, with the system's own command. */
import { spawn } from 'node:child_process'
import type { Logger } from 'pino'

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // Without the empty title, `start` would take the address for a title.
  win32: ['cmd', '/c', 'start', '""'],
}

/** A failure is only logged, because the address is printed anyway. */
export function openBrowser(url: string, logger: Logger, platform = process.platform): void {
  const [command, ...args] = OPENERS[platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', (error) => logger.warn({ err: error }, 'No browser could be opened.'))
  child.unref()
}
