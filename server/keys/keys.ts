/** The keys that pair devices, the cookies of paired devices, and the cookies of participants. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ActorId, TalkId } from '../../protocol/ids.ts'
import { cookieKind, DAY_MS, type CookieKind } from './cookies.ts'
import type { Device, Scope } from './device-table.ts'
import { createDevices, type Devices } from './devices.ts'
import { readEntries, withEntry } from './entries.ts'
import { fileKeys } from './file-store.ts'
import { EVERYTHING, includes, mayOpen, readScope, writeScope, type Page } from './scope.ts'
import { memoryKeys, type KeyStore } from './store.ts'
import type { Report, Undo } from '../log/log.ts'
import type { RedisAddress } from '../redis/address.ts'

/** How long a one-time key is valid. */
export const ONE_TIME_MS = 120_000
/** A key that a speaker chooses cannot contain a dot, so it never looks like this. */
const ONE_TIME = /^once\.([\w-]{12})\.([0-9a-z]{1,10})(?:\.([a-z0-9~-]{1,80}))?\.([\w-]{43})$/

/** The browser that is to be paired. */
interface NewDevice {
  /** Its `Cookie` header. */
  cookie?: string | undefined
  /** Its first name in the list of devices. */
  name?: string
}

interface Participant {
  id: ActorId
  /** When they have entered this talk first, in ms since 1970; null if they have not. */
  since(talk: TalkId): number | null
}

export interface Keys {
  /** The current key that opens every talk. */
  readonly presenterKey: string
  /** The current keys of single talks. */
  readonly talkKeys: ReadonlyMap<TalkId, string>
  /**
   * The `Set-Cookie` value that makes a browser a paired device, or null if it is one already; `wrong` for a wrong key,
   * and `gone` for a one-time key that has been used or has expired.
   */
  pair(
    key: string,
    secure: boolean,
    browser?: NewDevice,
  ): Promise<{ cookie: string | null; scope: Scope } | 'wrong' | 'gone'>
  /**
   * The `Set-Cookie` values that renew a paired device's cookies for another 30 days; empty without a valid device
   * cookie, or if their date is less than a day old.
   */
  prolong(cookieHeader: string | undefined, secure: boolean): string[]
  /** A key that pairs one browser within {@link ONE_TIME_MS}, to be shown on a screen. */
  oneTimeKey(scope?: Scope): string
  /**
   * The `Set-Cookie` value that makes a browser a participant, the same anonymous person on every page, and notes that
   * they have entered this talk; null if their cookie says so already.
   */
  enrol(secure: boolean, cookieHeader?: string, talk?: TalkId | null): string | null
  /** The participant in this `Cookie` header; null without one. */
  participant(cookieHeader: string | undefined): Participant | null
  /** The paired device in this `Cookie` header that may open the page, or any page; null without one. */
  device(cookieHeader: string | undefined, page?: Page): Device | null
  readonly devices: Devices
  /** Called when the key of a talk, or the presenter's key (null), has changed. From then on, `device` accepts no earlier cookie. */
  onRenewed(listener: (talk: TalkId | null) => void): Undo
  /** Called when pairings have ended, with a function that tells which. */
  onEnded(listener: (hasEnded: (device: Device) => boolean) => void): Undo
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
  const devices = createDevices(store.devices, now)
  const keyOf = (talk: TalkId | null): string | undefined =>
    talk === null ? store.presenterKey : store.talkKeys.get(talk)
  /** Signed with both: a new key ends every pairing without a list of devices, and the secret cannot be guessed. */
  function signPairing(text: string, scope: string): string | null {
    const key = keyOf(readScope(scope)?.talk ?? null)
    return key === undefined ? null : sign(store.pairingSecret, JSON.stringify([key, text]))
  }
  const name = `lectern-presenter-${store.id}`
  /** A browser may be paired with the keys of several talks, so each has a cookie of its own. */
  const kinds = new Map<TalkId | null, CookieKind>()
  function kindOf(talk: TalkId | null): CookieKind {
    const known = kinds.get(talk)
    if (known) return known
    const made = cookieKind(talk === null ? name : `${name}-${talk}`, 'device', signPairing, now)
    kinds.set(talk, made)
    return made
  }
  const guests = cookieKind(
    `lectern-participant-${store.id}`,
    'guest',
    (text) => sign(store.participantSecret, text),
    now,
  )

  /** The valid pairings of a browser, with the dates of their cookies. */
  function pairings(cookieHeader = ''): (Device & { at: number })[] {
    if (!cookieHeader.includes(name)) return []
    return [null, ...store.talkKeys.keys()].flatMap((talk) => {
      const found = kindOf(talk).read(cookieHeader)
      const scope = found && readScope(found.extra)
      if (!found || !scope || scope.talk !== talk || devices.isRevoked(found.id)) return []
      return { id: found.id, ...scope, at: found.at }
    })
  }

  /** Undefined for a wrong key. */
  function scopeOfKey(key: string): Scope | undefined {
    const given = digest(key)
    if (timingSafeEqual(given, digest(store.presenterKey))) return EVERYTHING
    const [talk] = [...store.talkKeys].find(([, each]) => timingSafeEqual(given, digest(each))) ?? []
    return talk === undefined ? undefined : { role: 'presenter', talk }
  }

  async function scopeOf(key: string): Promise<Scope | 'wrong' | 'gone'> {
    const [, nonce, until, scope = '', signature] = ONE_TIME.exec(key) ?? []
    if (nonce === undefined || until === undefined || signature === undefined)
      return scopeOfKey(key) ?? 'wrong'
    const expected = signPairing(oneTimeText(nonce, until, scope), scope)
    const allowed = readScope(scope)
    if (expected === null || allowed === null || !timingSafeEqual(digest(signature), digest(expected)))
      return 'wrong'
    if (now() > Number.parseInt(until, 36)) return 'gone'
    return (await store.claim(nonce, 2 * ONE_TIME_MS)) ? allowed : 'gone'
  }

  return {
    get presenterKey() {
      return store.presenterKey
    },
    talkKeys: store.talkKeys,
    async pair(key, secure, browser = {}) {
      const scope = await scopeOf(key)
      if (typeof scope === 'string') return scope
      // A browser that scans a code again stays the same device, and keeps driving.
      const known = pairings(browser.cookie).find((each) => includes(each, scope))
      if (known) return { cookie: null, scope }
      const { id, cookie } = kindOf(scope.talk).issue(secure, { extra: writeScope(scope) })
      await devices.paired({ id, ...scope }, browser.name ?? '')
      return { cookie, scope }
    },
    oneTimeKey(scope = EVERYTHING) {
      const nonce = randomBytes(9).toString('base64url')
      const written = writeScope(scope)
      const text = oneTimeText(nonce, (now() + ONE_TIME_MS).toString(36), written)
      return `${text}.${signPairing(text, written)}`
    },
    prolong: (cookieHeader, secure) =>
      pairings(cookieHeader)
        .filter(({ at }) => now() - at > DAY_MS)
        .map(
          (device) => kindOf(device.talk).issue(secure, { id: device.id, extra: writeScope(device) }).cookie,
        ),
    device(cookieHeader, page) {
      const found = pairings(cookieHeader).find((each) => page === undefined || mayOpen(each, page))
      return found ? { id: found.id, role: found.role, talk: found.talk } : null
    },
    devices,
    enrol(secure, cookieHeader, talk = null) {
      const known = guests.read(cookieHeader)
      if (!known) return guests.issue(secure, { extra: withEntry('', talk, now()) }).cookie
      // A cookie from before talks were noted counts as entered everywhere.
      const extra = known.extra === '' ? '' : withEntry(known.extra, talk, now())
      return extra === known.extra ? null : guests.issue(secure, { id: known.id, extra }).cookie
    },
    participant(cookieHeader) {
      const found = guests.read(cookieHeader)
      if (!found) return null
      const { id, extra, at } = found
      return { id, since: (talk) => (extra === '' ? at : (readEntries(extra).get(talk) ?? null)) }
    },
    onRenewed: (listener) => store.onRenewed(listener),
    onEnded(listener) {
      const undo = [
        store.onRenewed((talk) => listener((device) => device.talk === talk)),
        devices.onRevoked((id) => listener((device) => device.id === id)),
      ]
      return () => undo.forEach((each) => each())
    },
    async close() {
      devices.close()
      await store.close()
    },
  }
}

function oneTimeText(nonce: string, until: string, scope: string): string {
  return ['once', nonce, until, ...(scope === '' ? [] : [scope])].join('.')
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

/** Digests are compared, so that neither time nor length tells how much is correct. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
