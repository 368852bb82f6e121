/** `lectern key`: shows or renews the presenter's key of a data folder or of a Redis. */
import { createAddresses } from './addresses.ts'
import { tellKey } from './banner.ts'
import { presenterLink } from '../keys/presenter-link.ts'
import { keyOfFolder, renewKeyOfFolder } from '../keys/file-store.ts'
import type { Options } from './options.ts'
import { terminal } from './terminal.ts'

/** Prints the pairing link. Throws a one-line message when there is no key to show or to renew. */
export async function tellOrRenewKey(options: Options): Promise<void> {
  const { task, key: given, port, host, publicUrl, tls } = options
  if (given !== undefined && task === 'new-key')
    throw new Error('The key is set with --key or LECTERN_KEY: change it there and restart the server.')
  const place = await placeOf(options)
  const known = given ?? (await place.read())
  if (known === null) throw new Error(place.none)
  const presenterKey = task === 'new-key' ? await place.renew() : known
  const where = createAddresses({ secure: tls.kind !== 'none', host, port, publicUrl })
  const link = presenterLink({ publicUrl: where.publicUrl(), talks: [], presenterKey })
  const intro =
    task === 'new-key'
      ? 'The key was renewed. Every pairing ends within a second. Pair your phone again:'
      : 'Scan this code with your phone, or open the link on it:'
  process.stdout.write(tellKey(link, terminal(), intro))
}

/** Where the servers store their key, and the message when there is none. */
interface KeyPlace {
  read(): Promise<string | null>
  renew(): Promise<string>
  none: string
}

async function placeOf({ redis, data }: Options): Promise<KeyPlace> {
  if (redis !== null) {
    const { keyOfRedis, renewKeyOfRedis } = await import('../keys/redis-store.ts')
    return {
      read: () => keyOfRedis(redis),
      renew: () => renewKeyOfRedis(redis),
      none: `There is no key in Redis at ${redis.where}: start one there first.`,
    }
  }
  if (data === null) throw new Error('With --memory no key is stored: restart the server for a new one.')
  return {
    read: () => keyOfFolder(data),
    renew: () => renewKeyOfFolder(data),
    none: `There is no key in ${data}: pass the server's folder with --data.`,
  }
}
