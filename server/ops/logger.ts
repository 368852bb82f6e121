/** Structured logs: JSON lines on stderr that name no person, no secret and no query string. */
import { pino, type DestinationStream, type LevelWithSilent, type Logger, type LoggerOptions } from 'pino'
import { openOutput, type Output } from './output.ts'
import { explain } from '../base/errors.ts'

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

/**
 * Never throws, and never waits for whoever reads the log: lines that cannot be written are dropped, and counted in the
 * next one that can. `note` hears each line: its arguments, and its level as pino's number.
 */
export function createLogger(
  level: LevelWithSilent,
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
        try {
          note?.(args, severity)
          write.apply(this, args)
        } catch (error) {
          // An object that cannot be told as JSON; why is all that can be said of it.
          write.call(this, { reason: explain(error) }, 'A line could not be logged.')
        }
      },
    },
  }
  return pino(options, to ?? countingLost(openOutput(2)))
}

/** Says how many lines were dropped as soon as one can be written again. */
export function countingLost(output: Output): DestinationStream {
  let lost = 0
  return {
    write(line) {
      if (lost > 0) {
        const time = new Date().toISOString()
        const said = { level: 'warn', time, lost, msg: 'Lines of the log could not be written.' }
        if (output.write(`${JSON.stringify(said)}\n`)) lost = 0
      }
      if (!output.write(line)) lost += 1
    },
  }
}

function withoutQuery(value: unknown): unknown {
  return typeof value === 'string' ? value.split(/[?#]/)[0] : value
}
