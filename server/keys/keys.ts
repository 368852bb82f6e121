/** The presenter's key, the cookies of the browsers that were paired with it, and those of participants. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import { fileKeys } from './file-store.ts'
import { memoryKeys, type KeyStore } from './store.ts'
import type { Report, Undo } from '../log/log.ts'
import type { RedisAddress } from '../redis/address.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A cookie counts for so long after the date in it. */
const COOKIE_DAYS = 30
/** The clocks of two nodes may differ. */
const CLOCKS_MS = 120_000
/** How long a one-time key can be used. */
export const ONE_TIME_MS = 120_000
/** No key that a speaker chooses can look like this: a dot is not allowed in one. */
const ONE_TIME = /^once\.([\w-]{12})\.([0-9a-z]{1,10})\.([\w-]{43})$/

export interface Keys {
  /** The one that pairs browsers now. */
  readonly presenterKey: string
  /**
   * The `Set-Cookie` value that makes a browser a paired device; `wrong` when the key is, and `gone` for a
   * one-time key that has been used or is too old.
   */
  pair(key: string, secure: boolean): Promise<{ cookie: string } | 'wrong' | 'gone'>
  /**
   * The `Set-Cookie` value that lets the paired device of this `Cookie` header stay one for another 30 days; null
   * when it is none, or when the date in its cookie is not a day old.
   */
  prolong(cookieHeader: string | undefined, secure: boolean): string | null
  /** A key that pairs one browser within {@link ONE_TIME_MS}, to be shown on a screen. */
  oneTimeKey(): string
  /** The `Set-Cookie` value that makes a browser a participant: the same anonymous person on every page. */
  enrol(secure: boolean): string
  /** The id of the participant that sent this `Cookie` header; null for a browser that has none yet. */
  participant(cookieHeader: string | undefined): string | null
  /** The id of the paired device that sent this `Cookie` header; null for everyone else. */
  device(cookieHeader: string | undefined): string | null
  /** Called when the presenter's key has changed: from then on `device` knows none of the browsers before. */
  onRenewed(listener: () => void): Undo
  close(): Promise<void>
}

/**
 * From the data folder, where they are made when missing; a null folder keeps them in memory only, and then cookies
 * are named after the port.
 */
export async function loadKeys(folder: string | null, presenterKey?: string, port?: number): Promise<Keys> {
  const inMemory = (): KeyStore => memoryKeys(presenterKey, undefined, port?.toString())
  return createKeys(folder === null ? inMemory() : await fileKeys(folder, presenterKey))
}

/** From Redis, where several nodes share them. Rejects with one readable line when it cannot be used. */
export async function sharedKeys(
  address: RedisAddress,
  report: Report,
  presenterKey?: string,
): Promise<Keys> {
  const { redisKeys } = await import('./redis-store.ts')
  return createKeys(await redisKeys(address, report, presenterKey))
}

export function createKeys(store: KeyStore, now = Date.now): Keys {
  /** Signed with both: a new key ends every pairing without a list of devices, and the secret is never guessed. */
  const signPairing = (text: string): string =>
    sign(store.pairingSecret, JSON.stringify([store.presenterKey, text]))
  const devices = cookieKind(`lectern-presenter-${store.id}`, 'device', signPairing, now)
  const guests = cookieKind(
    `lectern-participant-${store.id}`,
    'guest',
    (text) => sign(store.participantSecret, text),
    now,
  )
  return {
    get presenterKey() {
      return store.presenterKey
    },
    async pair(key, secure) {
      const [, nonce, until, signature] = ONE_TIME.exec(key) ?? []
      if (nonce === undefined || until === undefined || signature === undefined)
        return equal(key, store.presenterKey) ? { cookie: devices.issue(secure) } : 'wrong'
      if (!equal(signature, signPairing(`once.${nonce}.${until}`))) return 'wrong'
      if (now() > Number.parseInt(until, 36)) return 'gone'
      return (await store.claim(nonce, 2 * ONE_TIME_MS)) ? { cookie: devices.issue(secure) } : 'gone'
    },
    oneTimeKey() {
      const nonce = randomBytes(9).toString('base64url')
      const text = `once.${nonce}.${(now() + ONE_TIME_MS).toString(36)}`
      return `${text}.${signPairing(text)}`
    },
    prolong(cookieHeader, secure) {
      const known = devices.read(cookieHeader)
      return known !== null && now() - known.at > DAY_MS ? devices.issue(secure, known.id) : null
    },
    device: (cookieHeader) => devices.read(cookieHeader)?.id ?? null,
    enrol: (secure) => guests.issue(secure),
    participant: (cookieHeader) => guests.read(cookieHeader)?.id ?? null,
    onRenewed: (listener) => store.onRenewed(listener),
    close: () => store.close(),
  }
}

interface CookieKind {
  /** A `Set-Cookie` value, for somebody new unless an id is given. */
  issue(secure: boolean, id?: string): string
  /** The id, and when the cookie was made; null without a sound cookie of this kind, or when it is too old. */
  read(cookieHeader: string | undefined): { id: string; at: number } | null
}

/**
 * Cookies of the form `id.date.signature`. The date and the kind are part of what is signed: the server itself knows
 * when one is over, and a participant's cookie is never a device's.
 */
function cookieKind(
  name: string,
  kind: string,
  signed: (text: string) => string,
  now: () => number,
): CookieKind {
  return {
    issue(secure, id = `${kind}-${randomBytes(9).toString('base64url')}`) {
      const text = `${id}.${now().toString(36)}`
      return stringifySetCookie({
        name,
        value: `${text}.${signed(text)}`,
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        secure,
        maxAge: (COOKIE_DAYS * DAY_MS) / 1000,
      })
    },
    read(cookieHeader) {
      const [id, date, signature] = (parseCookie(cookieHeader ?? '')[name] ?? '').split('.')
      if (!id?.startsWith(`${kind}-`) || date === undefined || signature === undefined) return null
      if (!sameSignature(signature, signed(`${id}.${date}`))) return null
      const at = Number.parseInt(date, 36)
      const age = now() - at
      return age > -CLOCKS_MS && age < COOKIE_DAYS * DAY_MS ? { id, at } : null
    },
  }
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

/** How long a signature is anybody knows; only the time must not tell how much of it was right. */
function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
}

/** Compares digests, so that neither the time nor the length tells how much was right. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
