/** The presenter's key, the cookies of the browsers that were paired with it, and those of participants. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import { fileKeys } from './key-file.ts'
import { memoryKeys, type KeyStore } from './key-store.ts'
import type { Report, Undo } from './log/log.ts'
import type { RedisAddress } from './log/redis-address.ts'

const DEVICE = 'lectern-presenter'
const PARTICIPANT = 'lectern-participant'
const COOKIE_DAYS = 30
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

/** From the data folder, where they are made when missing; a null folder keeps them in memory only. */
export async function loadKeys(folder: string | null, presenterKey?: string): Promise<Keys> {
  return createKeys(folder === null ? memoryKeys(presenterKey) : await fileKeys(folder, presenterKey))
}

/** From Redis, where several nodes share them. Rejects with one readable line when it cannot be used. */
export async function sharedKeys(
  address: RedisAddress,
  report: Report,
  presenterKey?: string,
): Promise<Keys> {
  const { redisKeys } = await import('./key-redis.ts')
  return createKeys(await redisKeys(address, report, presenterKey))
}

export function createKeys(store: KeyStore, now = Date.now): Keys {
  // Signing with the key itself makes a new key end every pairing, without a list of devices.
  const signDevice = (text: string): string => sign(store.presenterKey, text)
  const signParticipant = (text: string): string => sign(store.participantSecret, text)
  const issue = (name: string, kind: string, signed: (id: string) => string, secure: boolean): string => {
    const id = `${kind}-${randomBytes(9).toString('base64url')}`
    return stringifySetCookie({
      name,
      value: `${id}.${signed(id)}`,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure,
      maxAge: COOKIE_DAYS * 24 * 60 * 60,
    })
  }
  // The kind is part of what is signed, so that a participant's cookie is never a device's.
  const read = (
    name: string,
    kind: string,
    signed: (id: string) => string,
    cookieHeader: string | undefined,
  ): string | null => {
    const [id, signature] = (parseCookie(cookieHeader ?? '')[name] ?? '').split('.')
    return id?.startsWith(`${kind}-`) && signature && sameSignature(signature, signed(id)) ? id : null
  }
  const device = (secure: boolean): { cookie: string } => ({
    cookie: issue(DEVICE, 'device', signDevice, secure),
  })
  return {
    get presenterKey() {
      return store.presenterKey
    },
    async pair(key, secure) {
      const [, nonce, until, signature] = ONE_TIME.exec(key) ?? []
      if (nonce === undefined || until === undefined || signature === undefined)
        return equal(key, store.presenterKey) ? device(secure) : 'wrong'
      if (!equal(signature, signDevice(`once.${nonce}.${until}`))) return 'wrong'
      if (now() > Number.parseInt(until, 36)) return 'gone'
      return (await store.claim(nonce, 2 * ONE_TIME_MS)) ? device(secure) : 'gone'
    },
    oneTimeKey() {
      const nonce = randomBytes(9).toString('base64url')
      const text = `once.${nonce}.${(now() + ONE_TIME_MS).toString(36)}`
      return `${text}.${signDevice(text)}`
    },
    device: (cookieHeader) => read(DEVICE, 'device', signDevice, cookieHeader),
    enrol: (secure) => issue(PARTICIPANT, 'guest', signParticipant, secure),
    participant: (cookieHeader) => read(PARTICIPANT, 'guest', signParticipant, cookieHeader),
    onRenewed: (listener) => store.onRenewed(listener),
    close: () => store.close(),
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
