/** The presenter's key, and the cookies of the browsers that were paired with it. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCookie, stringifySetCookie } from 'cookie'

/** Characters that a key given by hand must have at least. */
export const MIN_KEY_LENGTH = 16
const DEVICE = 'lectern-presenter'
const PARTICIPANT = 'lectern-participant'
const COOKIE_DAYS = 30
const KEY_FILE = 'presenter-key'

export interface Keys {
  readonly presenterKey: string
  /** The `Set-Cookie` value that makes a browser a paired device; null when the key is wrong. */
  pair(key: string, secure: boolean): string | null
  /** The `Set-Cookie` value that makes a browser a participant: the same anonymous person on every page. */
  enrol(secure: boolean): string
  /** The id of the participant that sent this `Cookie` header; null for a browser that has none yet. */
  participant(cookieHeader: string | undefined): string | null
  /** The id of the paired device that sent this `Cookie` header; null for everyone else. */
  device(cookieHeader: string | undefined): string | null
}

/**
 * Reads the key from the data folder, or makes and stores one (mode 0600). A null folder keeps it in
 * memory only. A key given by hand is used and not stored.
 */
export async function loadKeys(folder: string | null, presenterKey?: string): Promise<Keys> {
  if (presenterKey !== undefined) return createKeys(presenterKey)
  if (folder === null) return createKeys(newKey())
  const file = join(folder, KEY_FILE)
  const stored = await readFile(file, 'utf8').catch(() => '')
  if (stored.trim().length >= MIN_KEY_LENGTH) return createKeys(stored.trim())
  const key = newKey()
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${key}\n`, { mode: 0o600 })
  return createKeys(key)
}

function newKey(): string {
  return randomBytes(18).toString('base64url')
}

function createKeys(presenterKey: string): Keys {
  // Signing with the key itself makes a new key end every pairing, without a list of devices.
  const sign = (device: string): string =>
    createHmac('sha256', presenterKey).update(device).digest('base64url')
  const issue = (name: string, kind: string, secure: boolean): string => {
    const id = `${kind}-${randomBytes(9).toString('base64url')}`
    return stringifySetCookie({
      name,
      value: `${id}.${sign(id)}`,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure,
      maxAge: COOKIE_DAYS * 24 * 60 * 60,
    })
  }
  // The kind is part of what is signed, so that a participant's cookie is never a device's.
  const read = (name: string, kind: string, cookieHeader: string | undefined): string | null => {
    const [id, signature] = (parseCookie(cookieHeader ?? '')[name] ?? '').split('.')
    return id?.startsWith(`${kind}-`) && signature && equal(signature, sign(id)) ? id : null
  }
  return {
    presenterKey,
    pair: (key, secure) => (equal(key, presenterKey) ? issue(DEVICE, 'device', secure) : null),
    device: (cookieHeader) => read(DEVICE, 'device', cookieHeader),
    enrol: (secure) => issue(PARTICIPANT, 'guest', secure),
    participant: (cookieHeader) => read(PARTICIPANT, 'guest', cookieHeader),
  }
}

/** Compares digests, so that neither the time nor the length tells how much was right. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
