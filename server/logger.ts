/** Structured logs: JSON lines on stderr that name no person, no secret and no query string. */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from './options.ts'

/** What must not be written wherever a caller put it; the second line of defence after not logging it. */
const SECRET = [
  'key',
  'presenterKey',
  'cookie',
  'authorization',
  'set-cookie',
  'ip',
  'address',
  'remoteAddress',
]

export function createLogger(level: LogLevel, to?: DestinationStream): Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options = {
    level,
    // No process id and no name of this computer.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, remove: true },
    serializers: { url: withoutQuery, path: withoutQuery },
  }
  // Written at once, so that the last line before an exit is there.
  return pino(options, to ?? pino.destination({ fd: 2, sync: true }))
}

function withoutQuery(value: unknown): unknown {
  return typeof value === 'string' ? value.split(/[?#]/)[0] : value
}
