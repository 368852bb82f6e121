/** Parses the address of the Redis that several nodes share. */

/** Contains secrets: never logged, never shown. */
export interface RedisAddress {
  /** `host:port` or the path of the socket; without a secret, for messages. */
  where: string
  host?: string
  port?: number
  /** The path of a Unix socket, instead of host and port. */
  path?: string
  username?: string
  password?: string
  db: number
  tls: boolean
  /** The prefix of all keys and channels, so that several halls can share a server. */
  prefix: string
  /** How many of the newest entries of a talk are never trimmed: 1,000 or more. */
  keep: number
}

const PREFIX = 'lectern:'
/** About 15 MB for each talk. */
const KEEP = 100_000
const MIN_KEEP = 1000

/**
 * Parses `redis://user:pass@host:port/db`, `rediss://…` (TLS) or `unix:///path/to.sock?username=…&password=…&db=0`;
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
  if (!/^\d{1,9}$/.test(keep) || Number(keep) < MIN_KEEP) return null
  const shared = { db: Number(given), prefix, keep: Number(keep), tls: protocol === 'rediss:', ...login(url) }
  if (isSocket) {
    const path = decoded(url.pathname)
    return { where: path, path, ...shared }
  }
  const host = hostname.replace(/^\[(.+)\]$/, '$1')
  const port = Number(url.port || 6379)
  return { where: `${hostname}:${port}`, host, port, ...shared }
}

/** A URL without a host cannot carry a user, so the query may. */
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
