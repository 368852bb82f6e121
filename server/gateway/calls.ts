/** The one function for everything that a browser may send: name, rate, shape, size, depth, errors, answer. */
import type { Logger } from 'pino'
import { refusal, type Refusal } from '../../protocol/refusal.ts'
import { MAX_DEPTH, shallow, type Calls } from '../../protocol/wire.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

type CallName = keyof Calls

/** Answers, or returns a refusal. What it throws is logged and refused as `internal`. */
export type Handler<C> = (caller: C, payload: unknown) => unknown

/** Messages that a browser may send at once, and then per second. */
const BURST = 60
const PER_SECOND = 30
/** A browser that continues after this many refusals in a row is not one of ours. */
const MAX_REFUSED = 100

export interface Caller {
  /** Created with the first call, since most of an audience sends few. */
  pace: { bucket: Bucket; refused: number } | undefined
}

export interface CallsParts<C> {
  handlers: Record<CallName, Handler<C>>
  /** Closes the connection of a browser that does not stop. */
  cut(caller: C): void
  logger: Logger
}

/** Every message of a browser passes through this function (rule G1). */
export function createCalls<C extends Caller>({ handlers, cut, logger }: CallsParts<C>) {
  return (caller: C, name: string, args: unknown[], answer?: (value: unknown) => void): void => {
    const pace = (caller.pace ??= { bucket: createBucket(BURST, PER_SECOND), refused: 0 })
    const waitMs = pace.bucket.take()
    const value = waitMs > 0 ? refusal('rate-limited', waitMs) : receive(name, () => run(caller, name, args))
    // Synchronous where possible, so that a browser that sends many calls at once is full before the next one is checked.
    if (value instanceof Promise) void value.then(finish)
    else finish(value)

    function finish(outcome: unknown): void {
      pace.refused = isRefusal(outcome) ? pace.refused + 1 : 0
      answer?.(isRefusal(outcome) ? { ok: false, refusal: outcome } : outcome)
      if (pace.refused > MAX_REFUSED) cut(caller)
    }
  }

  function run(caller: C, name: string, args: unknown[]): unknown {
    if (!Object.hasOwn(handlers, name)) return refusal('unknown')
    if (args.length > 1) return refusal('malformed')
    if (!shallow(args[0], MAX_DEPTH)) return refusal('too-large')
    return handlers[name as CallName](caller, args[0] ?? null)
  }

  function receive(call: string, act: () => unknown): unknown {
    const failed = (error: unknown): Refusal => {
      logger.error({ call, err: error }, 'A call failed.')
      return refusal('internal')
    }
    try {
      const value = act()
      return value instanceof Promise ? value.catch(failed) : value
    } catch (error) {
      return failed(error)
    }
  }
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'retry' in value
}
