/** One connection to Redis: fails fast while it is down, comes back by itself, and says in one line what is wrong. */
import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { explain, reason } from '../base/errors.ts'
import type { RedisAddress } from './address.ts'

/** A command that takes longer is rejected: the talk goes on without it. */
const COMMAND_MS = 2000
const CONNECT_MS = 2000
/** The longest pause between two tries, so that a node is back within 2 s of Redis; half of it is by chance. */
const MOST_PAUSE_MS = 1000

export interface Connection {
  readonly redis: Redis
  readonly ready: boolean
  /** Runs a script of `redis-scripts.ts`. */
  run(script: string, keys: string[], args: (string | number)[]): Promise<unknown>
  /** Resolves when commands are taken again, or never again. */
  untilReady(): Promise<void>
  close(): void
}

interface Settings {
  address: RedisAddress
  /** Told each time the connection was lost, with the reason. */
  lost?: (why: Error) => void
  /** Without an answer for so long the connection counts as dead. */
  deadMs: number
  /** For a connection whose commands wait: no limit for one command. */
  waits?: boolean
}

/** Redis knows a script by its digest, which is made once and not with each append. */
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
    // A command is sent once or not at all: an append that was sent twice would be two appends.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => (opened ? pause(times) : null),
    // A primary that became a replica: the address may lead to another server now.
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
    // A number of a database that is not there is told here, and the first one is taken instead.
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
        // A server that has started anew knows no scripts.
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

/** Grows from 25 ms, so that a short hiccup is not noticed, and is never the same for two nodes. */
function pause(times: number): number {
  return Math.min(MOST_PAUSE_MS, 50 * 2 ** Math.min(times - 1, 10)) * (0.5 + Math.random() / 2)
}

function describe(error: unknown, where: string): Error {
  const words = error === undefined ? 'the connection was closed' : explain(error)
  if (/WRONGPASS|NOAUTH|invalid.*password/i.test(words))
    return new Error(`Redis at ${where} does not accept the user or the password.`)
  if (words.startsWith('NOPERM'))
    return new Error(`Redis at ${where} does not let this user do what is needed: ${words}`)
  if (/DB index/.test(words))
    return new Error(`Redis at ${where} has no such database (the number after the last slash).`)
  const why = error === undefined ? words : reason(error)
  return new Error(`Redis at ${where} cannot be reached: ${why.replace(/\.$/, '')}.`, { cause: error })
}
