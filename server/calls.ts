/** The one wrapper around everything a socket may send: name, rate, shape, size, depth, errors, answer. */
import type { Logger } from 'pino'
import { refusal, type Refusal } from '../protocol/refusal.ts'
import { MAX_DEPTH, type Calls } from '../protocol/wire.ts'
import { createBucket, type Bucket } from './rate.ts'

type CallName = keyof Calls

/** Answers, or returns a refusal; what it throws is logged and refused as `internal`. */
export type Handler = (payload: unknown) => unknown

/** Messages of one socket at once, and each second after that. */
const BURST = 60
const PER_SECOND = 30
/** A socket that goes on after this many refusals in a row is no browser of ours. */
const MAX_REFUSED = 100

interface Caller {
  onAny(listener: (name: string, ...args: unknown[]) => void): unknown
  disconnect(close: boolean): unknown
}

/** Every message of the socket passes here; there is no other listener (rule G1). */
export function answerCalls(socket: Caller, handlers: Record<CallName, Handler>, logger: Logger): void {
  const bucket = createBucket(BURST, PER_SECOND)
  let refused = 0
  socket.onAny((name, ...args) => {
    const last = args.at(-1)
    const answer = typeof last === 'function' ? (args.pop(), last as (value: unknown) => void) : undefined
    void receive(name, args, handlers, bucket, logger).then((value) => {
      refused = isRefusal(value) ? refused + 1 : 0
      answer?.(isRefusal(value) ? { ok: false, refusal: value } : value)
      if (refused > MAX_REFUSED) socket.disconnect(true)
    })
  })
}

async function receive(
  name: string,
  args: unknown[],
  handlers: Record<CallName, Handler>,
  bucket: Bucket,
  logger: Logger,
): Promise<unknown> {
  const waitMs = bucket.take()
  if (waitMs > 0) return refusal('rate-limited', waitMs)
  if (!Object.hasOwn(handlers, name)) return refusal('unknown')
  if (args.length > 1) return refusal('malformed')
  if (!shallow(args[0], MAX_DEPTH)) return refusal('too-large')
  try {
    return await handlers[name as CallName](args[0] ?? null)
  } catch (error) {
    logger.error({ call: name, err: error }, 'A call failed.')
    return refusal('internal')
  }
}

/** Stops at the limit, so that a deep value cannot exhaust the stack. */
export function shallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => shallow(inner, levels - 1))
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'retry' in value
}
