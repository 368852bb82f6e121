/** Exchanges the presenter's key, or a one-time key, for a cookie; slows down those who guess. */
import { json, type Request, type RequestHandler, type Response } from 'express'
import { renderSVG } from 'uqr'
import * as v from 'valibot'
import { MAX_MESSAGE_BYTES } from '../protocol/wire.ts'
import { refuse } from './http-errors.ts'
import { ONE_TIME_MS, type Keys } from './keys.ts'
import { createBucket, type Bucket } from './rate.ts'

const GUESSES = 5
const GUESSES_PER_SECOND = 5 / 60
/** Addresses remembered at once; kept in memory only, and never logged. */
const KEPT_ADDRESSES = 10_000

const body = v.strictObject({ key: v.pipe(v.string(), v.maxLength(200)) })

/**
 * Handlers of `POST /pair`: 204 with the cookie, 400 malformed, 403 wrong key, 410 one-time key used or too old,
 * 429 too many wrong ones.
 */
export function pairing(keys: Keys, secure: boolean): RequestHandler[] {
  const guesses = new Map<string, Bucket>()

  function bucket(address: string): Bucket {
    const known = guesses.get(address)
    if (known) return known
    if (guesses.size >= KEPT_ADDRESSES) guesses.clear()
    const made = createBucket(GUESSES, GUESSES_PER_SECOND)
    guesses.set(address, made)
    return made
  }

  async function pair(request: Request, response: Response): Promise<void> {
    const parsed = v.safeParse(body, request.body)
    if (!parsed.success) return refuse(response, 400, 'malformed', 'Send JSON with the key: {"key": "…"}.')
    const waitMs = bucket(request.ip ?? '').take()
    if (waitMs > 0) {
      response.set('Retry-After', String(Math.ceil(waitMs / 1000)))
      return refuse(response, 429, 'rate-limited', 'Too many tries: wait a little.', { retryAfterMs: waitMs })
    }
    const paired = await keys.pair(parsed.output.key, secure)
    if (paired === 'gone') {
      return refuse(response, 410, 'gone', 'This code has been used or is too old: show a new one.')
    }
    if (paired === 'wrong') {
      return refuse(
        response,
        403,
        'unauthorized',
        'This is not the key of this server: scan the code it shows now.',
      )
    }
    guesses.delete(request.ip ?? '')
    // Whoever scans the code again stays the same device, and goes on driving.
    if (keys.device(request.headers.cookie) === null) response.set('Set-Cookie', paired.cookie)
    response.status(204).set('Cache-Control', 'no-store').end()
  }
  return [json({ limit: MAX_MESSAGE_BYTES }), pair]
}

/** Handler of `POST /pair/once`: gives a paired browser a link and its code for another; 401 for everyone else. */
export function pairAnother(keys: Keys, linkOf: (key: string) => string): RequestHandler {
  return (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (keys.device(request.headers.cookie) === null)
      return refuse(response, 401, 'unauthorized', 'This browser is not paired: open the presenter link.')
    const url = linkOf(keys.oneTimeKey())
    response.json({ url, svg: renderSVG(url, { border: 2 }), forMs: ONE_TIME_MS })
  }
}
