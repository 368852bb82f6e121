/** Where the Redis of several nodes is: one address, read into what a connection needs. */

/** What to dial. Secrets are in here: never logged, never shown. */
export interface RedisAddress {
  /** Shown to people: `host:port` or the path of the socket, without a secret. */
  where: string
  host?: string
  port?: number
  /** The path of a unix socket, instead of host and port. */
  path?: string
  username?: string
  password?: string
  db: number
  tls: boolean
  /** What the name of every key and channel begins with, so that several halls can share a server. */
  prefix: string
  /** Entries of a talk that always stay, though a snapshot holds them: 1,000 or more. */
  keep: number
}

const PREFIX = 'lectern:'
/** Some 15 MB for each talk. */
const KEEP = 100_000
const LEAST_KEEP = 1000

/**
 * Reads `redis://user:pass@host:port/db`, `rediss://…` (TLS) or `unix:///path/to.sock?username=…&password=…&db=0`;
 * each may end in `?prefix=hall-2:&keep=10000`. Null for anything else.
 */
export function parseRedisAddress(text: string): RedisAddress | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const { protocol, hostname, searchParams } = url
  const prefix = searchParams.get('prefix') ?? PREFIX
  const keep = searchParams.get('keep') ?? String(KEEP)
  const isSocket = protocol === 'unix:'
  if (!isSocket && (hostname === '' || !/^rediss?:$/.test(protocol))) return null
  if (isSocket && (hostname !== '' || url.pathname.length < 2)) return null
  const given = isSocket ? (searchParams.get('db') ?? '') : url.pathname.slice(1)
  if (!/^\d{0,5}$/.test(given) || !/^[\w:.-]{1,64}$/.test(prefix)) return null
  if (!/^\d{1,9}$/.test(keep) || Number(keep) < LEAST_KEEP) return null
  const shared = { db: Number(given), prefix, keep: Number(keep), tls: protocol === 'rediss:', ...login(url) }
  if (isSocket) {
    const path = decoded(url.pathname)
    return { where: path, path, ...shared }
  }
  const host = hostname.replace(/^\[(.+)\]$/, '$1')
  const port = Number(url.port || 6379)
  return { where: `${hostname}:${port}`, host, port, ...shared }
}

/** An address without a host has no place for a user before it. */
function login({ username, password, searchParams }: URL): { username?: string; password?: string } {
  const user = decoded(username) || searchParams.get('username')
  const secret = decoded(password) || searchParams.get('password')
  return { ...(user && { username: user }), ...(secret && { password: secret }) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
