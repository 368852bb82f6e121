/** Signed cookies that carry an id, a date and what else the id needs. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'

export const DAY_MS = 24 * 60 * 60 * 1000
/** A cookie is valid for this long after its date. */
const COOKIE_DAYS = 30
/** Allowed difference between the clocks of two nodes. */
const CLOCKS_MS = 120_000

/** The content of a valid cookie. */
interface CookieContent {
  id: string
  /** Empty if there is none. */
  extra: string
  /** The cookie's date. */
  at: number
}

export interface CookieKind {
  /** A `Set-Cookie` value, for a new id unless one is given. */
  issue(secure: boolean, content?: { id?: string; extra?: string }): { id: string; cookie: string }
  /** Null without a valid cookie of this kind, or if it has expired. */
  read(cookieHeader: string | undefined): CookieContent | null
}

/**
 * Cookies of the form `id.date.signature` or `id.extra.date.signature`. The signature covers everything and the kind, so
 * the server knows when a cookie has expired, and a participant's cookie is never accepted as a device's. `signed` returns
 * null if the key that has signed such a text is not known.
 */
export function cookieKind(
  name: string,
  kind: string,
  signed: (text: string, extra: string) => string | null,
  now: () => number,
): CookieKind {
  return {
    issue(secure, { id = `${kind}-${randomBytes(9).toString('base64url')}`, extra = '' } = {}) {
      const text = [id, ...(extra === '' ? [] : [extra]), now().toString(36)].join('.')
      const cookie = stringifySetCookie({
        name,
        value: `${text}.${signed(text, extra)}`,
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        secure,
        maxAge: (COOKIE_DAYS * DAY_MS) / 1000,
      })
      return { id, cookie }
    },
    read(cookieHeader = '') {
      // Most requests carry cookies of the other kind.
      if (!cookieHeader.includes(name)) return null
      const parts = (parseCookie(cookieHeader)[name] ?? '').split('.')
      const signature = parts.pop()
      const date = parts.at(-1)
      const [id, extra = ''] = parts.slice(0, -1)
      if (parts.length > 3 || !id?.startsWith(`${kind}-`) || date === undefined || signature === undefined)
        return null
      const expected = signed(parts.join('.'), extra)
      if (expected === null || !sameSignature(signature, expected)) return null
      const at = Number.parseInt(date, 36)
      const age = now() - at
      return age > -CLOCKS_MS && age < COOKIE_DAYS * DAY_MS ? { id, extra, at } : null
    },
  }
}

/** The length of a signature is public. Only the time must not tell how much of it is correct. */
function sameSignature(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
}
