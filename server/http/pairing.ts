/** Exchanges the presenter's key or a one-time key for a cookie, and limits guessing. */
import { json, type Request, type RequestHandler, type Response } from 'express'
import { renderSVG } from 'uqr'
import * as v from 'valibot'
import type { Logger } from 'pino'
import { MAX_MESSAGE_BYTES } from '../../protocol/wire.ts'
import { createAddressRate } from '../admission/rate-by-address.ts'
import type { Encryption } from '../admission/encrypted.ts'
import { refuse } from '../base/http-errors.ts'
import { ONE_TIME_MS, type Keys } from '../keys/keys.ts'
import { senderOf, type Trust } from '../admission/trusted-proxies.ts'

const GUESSES = 5
const GUESSES_PER_SECOND = 5 / 60

const body = v.strictObject({ key: v.pipe(v.string(), v.maxLength(200)) })

/**
 * Handlers of `POST /pair`: 204 with the cookie, 400 malformed, 403 wrong key, 410 one-time key used or expired, 426
 * unencrypted although HTTPS is available, 429 too many wrong keys.
 */
export function pairing(
  keys: Keys,
  { encrypted, exposed }: Encryption,
  trust: Trust,
  logger: Logger,
): RequestHandler[] {
  const guesses = createAddressRate(GUESSES, GUESSES_PER_SECOND)

  async function pair(request: Request, response: Response): Promise<void> {
    if (exposed(request)) {
      logger.warn('A presenter key was sent unencrypted: renew it with `lectern key --new`.')
      response.set({ Upgrade: 'TLS/1.2, HTTP/1.1', Connection: 'Upgrade' })
      const message =
        'Keys are accepted over HTTPS only. Others could have read this one: renew it (lectern key --new).'
      return refuse(response, 426, 'insecure', message)
    }
    const parsed = v.safeParse(body, request.body)
    if (!parsed.success) return refuse(response, 400, 'malformed', 'Send JSON with the key: {"key": "…"}.')
    const sender = senderOf(request, trust)
    // Checked first, so that a correct key never waits because somebody guesses from the same address.
    const paired = await keys.pair(parsed.output.key, encrypted(request))
    if (paired === 'gone') {
      return refuse(response, 410, 'gone', 'This code has been used or has expired: show a new one.')
    }
    if (paired === 'wrong') {
      const waitMs = guesses.take(sender)
      if (waitMs > 0) {
        response.set('Retry-After', String(Math.ceil(waitMs / 1000)))
        return refuse(response, 429, 'rate-limited', 'Too many attempts: wait a moment.', {
          retryAfterMs: waitMs,
        })
      }
      return refuse(
        response,
        403,
        'unauthorized',
        'This is not the key of this server: scan the code that it shows now.',
      )
    }
    guesses.forgive(sender)
    // A browser that scans the code again stays the same device, and keeps driving.
    const { cookie } = request.headers
    const known = keys.device(cookie) !== null
    const fresh = known ? keys.prolong(cookie, encrypted(request)) : paired.cookie
    if (fresh !== null) response.set('Set-Cookie', fresh)
    response.status(204).set('Cache-Control', 'no-store').end()
  }
  return [json({ limit: MAX_MESSAGE_BYTES }), pair]
}

/** Handler of `POST /pair/once`: gives a paired browser a link and its QR code for another one; 401 for all others. */
export function pairAnother(keys: Keys, linkOf: (key: string) => string): RequestHandler {
  return (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (keys.device(request.headers.cookie) === null)
      return refuse(response, 401, 'unauthorized', 'This browser is not paired: open the presenter link.')
    const url = linkOf(keys.oneTimeKey())
    response.json({ url, svg: renderSVG(url, { border: 2 }), forMs: ONE_TIME_MS })
  }
}
