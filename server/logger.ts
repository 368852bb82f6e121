/** Structured logs: JSON lines on stderr that name no person, no secret and no query string. */
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino'
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

/** `note` hears each line that is written: its arguments, and its level as pino's number. */
export function createLogger(
  level: LogLevel,
  to?: DestinationStream,
  note?: (args: readonly unknown[], level: number) => void,
): Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options: LoggerOptions = {
    level,
    // No process id and no name of this computer.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, remove: true },
    serializers: { url: withoutQuery, path: withoutQuery },
    hooks: {
      logMethod(args, write, severity) {
        note?.(args, severity)
        write.apply(this, args)
      },
    },
  }
  // Written at once, so that the last line before an exit is there.
  return pino(options, to ?? pino.destination({ fd: 2, sync: true }))
}

function withoutQuery(value: unknown): unknown {
  return typeof value === 'string' ? value.split(/[?#]/)[0] : value
}
