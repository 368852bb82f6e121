/** One connection to Redis: commands fail fast while it is down, it reconnects by itself, and errors are one line. */
import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { explain, reason } from '../base/errors.ts'
import type { RedisAddress } from './address.ts'

/** A command that takes longer is rejected. */
const COMMAND_MS = 2000
const CONNECT_MS = 2000
/** The longest pause between two attempts, so that a node is back within 2 s after Redis; half of it is random. */
const MAX_PAUSE_MS = 1000

export interface Connection {
  readonly redis: Redis
  readonly ready: boolean
  /** Runs a Lua script. */
  run(script: string, keys: string[], args: (string | number)[]): Promise<unknown>
  /** Resolves when commands are accepted again, or the connection is closed for good. */
  untilReady(): Promise<void>
  close(): void
}

interface Settings {
  address: RedisAddress
  /** Called each time the connection is lost, with the reason. */
  lost?: (why: Error) => void
  /** A connection without an answer for this long counts as dead. */
  deadMs: number
  /** For commands that block: they have no time limit of their own. */
  waits?: boolean
}

/** Scripts are called by their digests, computed once each. */
const digests = new Map<string, string>()
function nameOf(script: string): string {
  const known = digests.get(script) ?? createHash('sha1').update(script).digest('hex')
  digests.set(script, known)
  return known
}

/** Rejects with one readable line, without a secret, when the server cannot be used. */
export async function connect({ address, lost, deadMs, waits }: Settings): Promise<Connection> {
  const { where, host, port, path, username, password, db, tls } = address
  let opened = false
  let closed = false
  let ready = false
  let problem: Error | undefined
  const redis = new Redis({
    ...(path === undefined ? { host: host ?? '', port: port ?? 0 } : { path }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    db,
    protocol: 2,
    disableClientInfo: true,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    socketTimeout: deadMs,
    ...(!waits && { commandTimeout: COMMAND_MS }),
    // A command is sent at most once: an append that is sent again would be a second append.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => (opened ? pause(times) : null),
    // The primary has become a replica: the address may lead to another server now.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  })
  redis.on('error', (error: Error) => (problem = error))
  redis.on('ready', () => (ready = true))
  redis.on('close', () => {
    if (ready && !closed) lost?.(describe(problem, where))
    ready = false
    if (opened) problem = undefined
  })
  try {
    await redis.connect()
    // ioredis only emits an error for a database that does not exist, and goes on with the first.
    if (problem) throw problem
  } catch (error) {
    closed = true
    redis.disconnect()
    throw describe(problem ?? error, where)
  }
  opened = true

  return {
    redis,
    get ready() {
      return redis.status === 'ready'
    },
    async run(script, keys, args) {
      const sha = nameOf(script)
      try {
        return await redis.evalsha(sha, keys.length, ...keys, ...args)
      } catch (error) {
        // A server that has restarted has no scripts.
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return redis.eval(script, keys.length, ...keys, ...args)
      }
    },
    untilReady() {
      if (redis.status === 'ready' || redis.status === 'end') return Promise.resolve()
      return new Promise((resolve) => {
        const done = (): void => {
          redis.off('ready', done).off('end', done)
          resolve()
        }
        redis.on('ready', done).on('end', done)
      })
    },
    close() {
      closed = true
      redis.disconnect()
    },
  }
}

/** Grows from 25 ms, for short interruptions, and is random, so that nodes do not reconnect together. */
function pause(times: number): number {
  return Math.min(MAX_PAUSE_MS, 50 * 2 ** Math.min(times - 1, 10)) * (0.5 + Math.random() / 2)
}

function describe(error: unknown, where: string): Error {
  const words = error === undefined ? 'the connection was closed' : explain(error)
  if (/WRONGPASS|NOAUTH|invalid.*password/i.test(words))
    return new Error(`Redis at ${where} does not accept the user or the password.`)
  if (words.startsWith('NOPERM'))
    return new Error(`Redis at ${where} denies this user a command that is needed: ${words}`)
  if (/DB index/.test(words))
    return new Error(`Redis at ${where} has no such database (the number after the last slash).`)
  const why = error === undefined ? words : reason(error)
  return new Error(`Redis at ${where} cannot be reached: ${why.replace(/\.$/, '')}.`, { cause: error })
}
