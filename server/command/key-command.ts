/** `lectern key`: tells the presenter's key of a data folder or of a Redis, or puts another one in its place. */
import { createAddresses } from './addresses.ts'
import { tellKey } from './banner.ts'
import { presenterLink } from '../keys/presenter-link.ts'
import { keyOfFolder, renewKeyOfFolder } from '../keys/file-store.ts'
import type { Options } from './options.ts'
import { terminal } from './terminal.ts'

/** Prints the link to pair with. Throws one line when there is no key to tell or to renew. */
export async function tellOrRenewKey(options: Options): Promise<void> {
  const { task, key: given, port, host, publicUrl, tls } = options
  if (given !== undefined && task === 'new-key')
    throw new Error('The key is given by --key or LECTERN_KEY: change it there, and restart the server.')
  const place = await placeOf(options)
  const known = given ?? (await place.read())
  if (known === null) throw new Error(place.none)
  const presenterKey = task === 'new-key' ? await place.renew() : known
  const where = createAddresses({ secure: tls.kind !== 'none', host, port, publicUrl })
  const link = presenterLink({ publicUrl: where.publicUrl(), talks: [], presenterKey })
  const intro =
    task === 'new-key'
      ? 'A new key: every pairing ends within a second. Pair your phone again:'
      : 'Scan with the phone that drives, or open the link on it:'
  process.stdout.write(tellKey(link, terminal(), intro))
}

/** Where the servers keep their key, and what to say when none is there. */
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
      none: `No server has kept a key in Redis at ${redis.where}: start one there first.`,
    }
  }
  if (data === null) throw new Error('With --memory no key is kept: restart the server for a new one.')
  return {
    read: () => keyOfFolder(data),
    renew: () => renewKeyOfFolder(data),
    none: `No server has kept a key in ${data}: name the server's folder with --data.`,
  }
}
