/** `lectern key`: shows or renews the presenter's key of a data folder or of a Redis, or the key of one talk. */
import { createAddresses } from './addresses.ts'
import { tellKey } from './banner.ts'
import { pairingLink, presenterLink } from '../keys/presenter-link.ts'
import { keyOfFolder, renewKeyOfFolder } from '../keys/file-store.ts'
import { checkTalk, servedTalks } from '../keys/served-talks.ts'
import { talkKeyOfFolder } from '../keys/talk-key-file.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Options } from './options.ts'
import { terminal } from './terminal.ts'

/** Prints the pairing link. Throws a one-line message when there is no key to show or to renew. */
export async function tellOrRenewKey(options: Options): Promise<void> {
  const { task, talk, port, host, publicUrl, tls } = options
  const where = createAddresses({ secure: tls.kind !== 'none', host, port, publicUrl }).publicUrl()
  const renew = task === 'new-key'
  const link =
    talk === null
      ? presenterLink({ publicUrl: where, talks: [], presenterKey: await presenterKey(options, renew) })
      : pairingLink(where, { talk, role: 'presenter', key: await talkKey(options, talk, renew) })
  process.stdout.write(tellKey(link, terminal(), introduction(talk, renew)))
}

function introduction(talk: TalkId | null, renew: boolean): string {
  const which = talk === null ? 'The key' : `The key of the talk "${talk}"`
  if (renew)
    return `${which} was renewed. Every pairing with the old one ends within a second. Pair your phone again:`
  if (talk === null) return 'Scan this code with your phone, or open the link on it:'
  return `This code opens only the talk "${talk}". Scan it with the phone that will drive it, or open the link on it:`
}

/** The key that the servers of these options use; null if none has started yet. */
export async function storedKey(options: Options): Promise<string | null> {
  if (options.key !== undefined) return options.key
  return options.redis === null && options.data === null ? null : (await placeOf(options)).read()
}

async function presenterKey(options: Options, renew: boolean): Promise<string> {
  const { key: given } = options
  if (given !== undefined && renew)
    throw new Error('The key is set with --key or LECTERN_KEY: change it there and restart the server.')
  const place = await placeOf(options)
  const known = given ?? (await place.read())
  if (known === null) throw new Error(place.none)
  return renew ? place.renew() : known
}

async function talkKey(options: Options, talk: TalkId, renew: boolean): Promise<string> {
  const place = await placeOf(options)
  // Without it, no server has used this folder: it is probably another one.
  if ((options.key ?? (await place.read())) === null) throw new Error(place.none)
  checkTalk(talk, await place.talks())
  return place.talkKey(talk, renew)
}

/** Where the servers store their key, and the message when there is none. */
interface KeyPlace {
  read(): Promise<string | null>
  renew(): Promise<string>
  /** The key of one talk, which is created if there is none. */
  talkKey(talk: TalkId, renew: boolean): Promise<string>
  /** The talks that the servers present; null if unknown. */
  talks(): Promise<TalkId[] | null>
  none: string
}

async function placeOf({ redis, data }: Options): Promise<KeyPlace> {
  if (redis !== null) {
    const { keyOfRedis, renewKeyOfRedis, talkKeyOfRedis, talksOfRedis } =
      await import('../keys/redis-store.ts')
    return {
      read: () => keyOfRedis(redis),
      renew: () => renewKeyOfRedis(redis),
      talkKey: (talk, renew) => talkKeyOfRedis(redis, talk, renew),
      talks: () => talksOfRedis(redis),
      none: `There is no key in Redis at ${redis.where}: start one there first.`,
    }
  }
  if (data === null) throw new Error('With --memory no key is stored: restart the server for a new one.')
  return {
    read: () => keyOfFolder(data),
    renew: () => renewKeyOfFolder(data),
    talkKey: (talk, renew) => talkKeyOfFolder(data, talk, renew),
    talks: () => servedTalks(data),
    none: `There is no key in ${data}: pass the server's folder with --data.`,
  }
}
