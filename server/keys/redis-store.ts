/** Stores the secrets of several nodes in Redis. All nodes share them and notice a renewal at once. */
import type { Redis } from 'ioredis'
import { MIN_KEY_LENGTH, memoryKeys, newSecret, type KeyStore } from './store.ts'
import type { Part } from './device-table.ts'
import { redisDevices } from './redis-devices.ts'
import { readTalks } from './served-talks.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Report } from '../log/log.ts'
import type { RedisAddress } from '../redis/address.ts'
import { connect } from '../redis/connection.ts'

/** A notification may be lost with its connection, so the key is also read at this interval. */
const LOOK_MS = 900
/** A connection without an answer for this long counts as dead. */
const DEAD_MS = 3000

function namesIn({ prefix }: RedisAddress) {
  return {
    key: `${prefix}presenter-key`,
    participant: `${prefix}participant-secret`,
    pairing: `${prefix}pairing-secret`,
    once: (id: string): string => `${prefix}once:${id}`,
    talks: `${prefix}talk-keys`,
    served: `${prefix}talks`,
    devices: (part: Part): string => `${prefix}devices:${part}`,
    channel: `${prefix}keys`,
  }
}

/**
 * Creates missing secrets. A key given by hand replaces the shared key, and then renewals of it are not detected. Rejects
 * with a one-line message if Redis cannot be used. If Redis is lost later, the last known keys stay valid.
 */
export async function redisKeys(address: RedisAddress, report: Report, given?: string): Promise<KeyStore> {
  const names = namesIn(address)
  const { redis, close } = await connect({ address, deadMs: DEAD_MS })
  const [key = '', participantSecret = '', pairingSecret = ''] = await readOrMake(redis, [
    [names.key, newSecret()],
    [names.participant, newSecret()],
    [names.pairing, newSecret()],
  ])
  const devices = redisDevices(redis, names.devices, () => redis.publish(names.channel, 'devices'))
  const keys = memoryKeys(given ?? key, { participantSecret, pairingSecret }, undefined, devices)
  const claim = async (id: string, forMs: number): Promise<boolean> =>
    (await redis.set(names.once(id), '1', 'PX', forMs, 'NX')) === 'OK'

  /** After a restore, Redis may return a key that was already renewed. It must not become valid again. */
  const retired = new Set<string>()
  async function lookAtKey(): Promise<void> {
    const known = keys.presenterKey
    const [stored] = await readOrMake(redis, [[names.key, known]])
    if (stored === undefined || stored === known) return
    if (retired.has(stored)) {
      await redis.set(names.key, known)
      return
    }
    retired.add(known)
    keys.renew(stored)
  }
  async function lookAtTalks(): Promise<void> {
    const { talkKeys } = keys
    const fresh = new Map<TalkId, string>()
    for (const [talk, stored] of Object.entries(await redis.hgetall(names.talks))) {
      const known = talkKeys.get(talk)
      if (readSecret(stored) === undefined || stored === known) continue
      if (known !== undefined && retired.has(stored)) {
        await redis.hset(names.talks, talk, known)
        continue
      }
      fresh.set(talk, stored)
      if (known !== undefined) retired.add(known)
    }
    keys.renewTalks(fresh)
  }
  async function look(): Promise<void> {
    if (given === undefined) await lookAtKey()
    await lookAtTalks()
    await devices.look()
  }
  await look()
  // The log reports that Redis is down; here it only means that there is no news.
  const lookAgain = (): void => void look().catch(() => undefined)
  const ears = await connect({ address, deadMs: DEAD_MS })
  ears.redis.on('message', lookAgain)
  const listen = (): void => void ears.redis.subscribe(names.channel).catch(report)
  ears.redis.on('ready', listen)
  listen()
  const timer = setInterval(lookAgain, LOOK_MS)

  return {
    ...keys,
    get presenterKey() {
      return keys.presenterKey
    },
    claim,
    async close() {
      clearInterval(timer)
      ears.close()
      close()
      await keys.close()
    },
  }
}

/** The key that nodes on this Redis use, or null if none has run there. */
export function keyOfRedis(address: RedisAddress): Promise<string | null> {
  return withRedis(address, async (redis) => readSecret(await redis.get(namesIn(address).key)) ?? null)
}

/** Replaces the key and notifies the nodes. */
export function renewKeyOfRedis(address: RedisAddress): Promise<string> {
  const key = newSecret()
  const names = namesIn(address)
  return withRedis(address, async (redis) => {
    await redis.set(names.key, key)
    await redis.publish(names.channel, 'renewed')
    return key
  })
}

/** The key of a talk, which is created if there is none or if it is to be renewed. Notifies the nodes. */
export function talkKeyOfRedis(address: RedisAddress, talk: TalkId, renew: boolean): Promise<string> {
  const names = namesIn(address)
  return withRedis(address, async (redis) => {
    const known = readSecret(await redis.hget(names.talks, talk))
    if (known !== undefined && !renew) return known
    const key = newSecret()
    await redis.hset(names.talks, talk, key)
    await redis.publish(names.channel, 'renewed')
    return key
  })
}

/** Stores which talks the nodes present. */
export function tellTalksToRedis(address: RedisAddress, talks: readonly TalkId[]): Promise<void> {
  return withRedis(address, async (redis) => {
    await redis.set(namesIn(address).served, JSON.stringify(talks))
  })
}

/** Null if no node has said it. */
export function talksOfRedis(address: RedisAddress): Promise<TalkId[] | null> {
  return withRedis(address, async (redis) => readTalks(await redis.get(namesIn(address).served)))
}

async function withRedis<T>(address: RedisAddress, use: (redis: Redis) => Promise<T>): Promise<T> {
  const { redis, close } = await connect({ address, deadMs: DEAD_MS })
  try {
    return await use(redis)
  } finally {
    close()
  }
}

/** The stored value of each name. A missing value is set to the given one. */
async function readOrMake(redis: Redis, wanted: [name: string, made: string][]): Promise<string[]> {
  return Promise.all(
    wanted.map(async ([name, made]) => {
      await redis.set(name, made, 'NX')
      const stored = readSecret(await redis.get(name))
      if (stored !== undefined) return stored
      // The value was truncated or emptied by hand, so it is not a key.
      await redis.set(name, made)
      return made
    }),
  )
}

function readSecret(text: string | null): string | undefined {
  return text !== null && text.length >= MIN_KEY_LENGTH ? text : undefined
}
