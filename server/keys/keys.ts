/** The presenter's key, the cookies of paired devices, and the cookies of participants. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import { fileKeys } from './file-store.ts'
import { memoryKeys, type KeyStore } from './store.ts'
import type { Report, Undo } from '../log/log.ts'
import type { RedisAddress } from '../redis/address.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A cookie is valid for this long after its date. */
const COOKIE_DAYS = 30
/** Allowed difference between the clocks of two nodes. */
const CLOCKS_MS = 120_000
/** How long a one-time key is valid. */
export const ONE_TIME_MS = 120_000
/** A key that a speaker chooses cannot contain a dot, so it never looks like this. */
const ONE_TIME = /^once\.([\w-]{12})\.([0-9a-z]{1,10})\.([\w-]{43})$/

export interface Keys {
  /** The current key. */
  readonly presenterKey: string
  /**
   * The `Set-Cookie` value that makes a browser a paired device; `wrong` for a wrong key, and `gone` for a one-time
   * key that has been used or has expired.
   */
  pair(key: string, secure: boolean): Promise<{ cookie: string } | 'wrong' | 'gone'>
  /**
   * The `Set-Cookie` value that renews a paired device's cookie for another 30 days; null without a valid device
   * cookie, or if its date is less than a day old.
   */
  prolong(cookieHeader: string | undefined, secure: boolean): string | null
  /** A key that pairs one browser within {@link ONE_TIME_MS}, to be shown on a screen. */
  oneTimeKey(): string
  /** The `Set-Cookie` value that makes a browser a participant: the same anonymous person on every page. */
  enrol(secure: boolean): string
  /** The participant's id in this `Cookie` header; null without one. */
  participant(cookieHeader: string | undefined): string | null
  /** The paired device's id in this `Cookie` header; null without one. */
  device(cookieHeader: string | undefined): string | null
  /** Called when the presenter's key has changed. From then on, `device` accepts no earlier cookie. */
  onRenewed(listener: () => void): Undo
  close(): Promise<void>
}

/**
 * Keys from the data folder, where missing ones are created. A null folder keeps them in memory only, and cookie
 * names then contain the port.
 */
export async function loadKeys(folder: string | null, presenterKey?: string, port?: number): Promise<Keys> {
  const inMemory = (): KeyStore => memoryKeys(presenterKey, undefined, port?.toString())
  return createKeys(folder === null ? inMemory() : await fileKeys(folder, presenterKey))
}

/** Keys from Redis, shared by several nodes. Rejects with a one-line message if Redis cannot be used. */
export async function sharedKeys(
  address: RedisAddress,
  report: Report,
  presenterKey?: string,
): Promise<Keys> {
  const { redisKeys } = await import('./redis-store.ts')
  return createKeys(await redisKeys(address, report, presenterKey))
}

export function createKeys(store: KeyStore, now = Date.now): Keys {
  /** Signed with both: a new key ends every pairing without a list of devices, and the secret cannot be guessed. */
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
  /** A `Set-Cookie` value, for a new id unless one is given. */
  issue(secure: boolean, id?: string): string
  /** The id and the cookie's date; null without a valid cookie of this kind, or if it has expired. */
  read(cookieHeader: string | undefined): { id: string; at: number } | null
}

/**
 * Cookies of the form `id.date.signature`. The signature covers the date and the kind, so the server knows when a
 * cookie has expired, and a participant's cookie is never accepted as a device's.
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
    read(cookieHeader = '') {
      // Most requests carry cookies of the other kind.
      if (!cookieHeader.includes(name)) return null
      const [id, date, signature] = (parseCookie(cookieHeader)[name] ?? '').split('.')
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

/** The length of a signature is public. Only the time must not tell how much of it is correct. */
function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
}

/** Compares digests, so that neither time nor length tells how much is correct. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
