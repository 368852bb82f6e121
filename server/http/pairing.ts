/** Exchanges the presenter's key or a one-time key for a cookie, and limits guessing. */
import { json, type Request, type RequestHandler, type Response } from 'express'
import { renderSVG } from 'uqr'
import * as v from 'valibot'
import type { Logger } from 'pino'
import { MAX_MESSAGE_BYTES } from '../../protocol/wire.ts'
import { createAddressRate } from '../admission/rate-by-address.ts'
import type { Encryption } from '../admission/encrypted.ts'
import { refuse } from '../base/http-errors.ts'
import { DEVICE_ROLES } from '../../protocol/device.ts'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { ONE_TIME_MS, type Keys } from '../keys/keys.ts'
import { pairingLink, presenterLink } from '../keys/presenter-link.ts'
import { systemOf } from './system.ts'
import { senderOf, type Trust } from '../admission/trusted-proxies.ts'

const GUESSES = 5
const GUESSES_PER_SECOND = 5 / 60

const body = v.strictObject({ key: v.pipe(v.string(), v.maxLength(200)) })
/** Without a talk, the code leads to the list of talks if there are several. */
const wanted = v.strictObject({
  talk: v.optional(talkIdSchema),
  role: v.optional(v.picklist(DEVICE_ROLES), 'presenter'),
})

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
    const { cookie, 'user-agent': agent } = request.headers
    const secure = encrypted(request)
    const paired = await keys.pair(parsed.output.key, secure, { cookie, name: systemOf(agent) })
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
    const fresh = paired.cookie === null ? keys.prolong(cookie, secure) : [paired.cookie]
    if (fresh.length > 0) response.set('Set-Cookie', fresh)
    response.status(204).set('Cache-Control', 'no-store').end()
  }
  return [json({ limit: MAX_MESSAGE_BYTES }), pair]
}

/**
 * Handlers of `POST /pair/once`: give a presenter's browser a link and its QR code for another browser, in the role that
 * the body names; 401 for all others.
 */
export function pairAnother(keys: Keys, talks: TalkId[], publicUrl: () => string): RequestHandler[] {
  function offer(request: Request, response: Response): unknown {
    response.set('Cache-Control', 'no-store')
    const parsed = v.safeParse(wanted, request.body ?? {})
    if (!parsed.success || (parsed.output.talk !== undefined && !talks.includes(parsed.output.talk)))
      return refuse(
        response,
        400,
        'malformed',
        'Send JSON with a talk and a role: {"talk": "…", "role": "stage"}.',
      )
    const { talk = talks[0] ?? '', role } = parsed.output
    const own = keys.device(request.headers.cookie, { talk, role: 'presenter' })
    if (own === null)
      return refuse(response, 401, 'unauthorized', 'This browser is not paired: open the presenter link.')
    // The new device may open the talks that this one may.
    const key = keys.oneTimeKey({ role, talk: own.talk })
    const toList = parsed.output.talk === undefined && role === 'presenter' && own.talk === null
    const url = toList
      ? presenterLink({ publicUrl: publicUrl(), talks: talks.map((id) => ({ id })), presenterKey: key })
      : pairingLink(publicUrl(), { talk: own.talk ?? talk, role, key })
    return response.json({ url, svg: renderSVG(url, { border: 2 }), forMs: ONE_TIME_MS })
  }
  return [json({ limit: MAX_MESSAGE_BYTES }), offer]
}
