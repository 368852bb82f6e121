/** Structured logs: JSON lines on stderr without people's addresses, secrets or query strings. */
import { pino, type DestinationStream, type LevelWithSilent, type Logger, type LoggerOptions } from 'pino'
import { openOutput, type Output } from './output.ts'
import { explain } from '../base/errors.ts'

/** Redacted wherever a caller logs it. This is the second line of defence; the first is not to log it. */
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

/**
 * Never throws and never waits for the reader of the log. Lines that cannot be written are dropped and counted in the
 * next line. `note` gets the arguments of each line, and its level as pino's number.
 */
export function createLogger(
  level: LevelWithSilent,
  to?: DestinationStream,
  note?: (args: readonly unknown[], level: number) => void,
): Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options: LoggerOptions = {
    level,
    // Without the process id and the computer's name.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, remove: true },
    serializers: { url: withoutQuery, path: withoutQuery },
    hooks: {
      logMethod(args, write, severity) {
        try {
          note?.(args, severity)
          write.apply(this, args)
        } catch (error) {
          // The object cannot be serialised as JSON, so only the reason is logged.
          write.call(this, { reason: explain(error) }, 'A line could not be logged.')
        }
      },
    },
  }
  return pino(options, to ?? countingLost(openOutput(2)))
}

/** Reports how many lines were dropped as soon as a line can be written again. */
export function countingLost(output: Output): DestinationStream {
  let lost = 0
  return {
    write(line) {
      if (lost > 0) {
        const time = new Date().toISOString()
        const said = { level: 'warn', time, lost, msg: 'Some log lines could not be written.' }
        if (output.write(`${JSON.stringify(said)}\n`)) lost = 0
      }
      if (!output.write(line)) lost += 1
    },
  }
}

function withoutQuery(value: unknown): unknown {
  return typeof value === 'string' ? value.split(/[?#]/)[0] : value
}
