/** At the start of a server: stores which talks it presents, for `lectern key <talk>`. */
import type { Logger } from 'pino'
import type { TalkId } from '../../protocol/ids.ts'
import { rememberTalks } from '../keys/served-talks.ts'
import type { Options } from './options.ts'

/** It is only used to check a name, so a full disk must not stop the server. */
export async function tellTalks(
  { redis, data }: Pick<Options, 'redis' | 'data'>,
  talks: readonly TalkId[],
  logger: Logger,
): Promise<void> {
  try {
    if (redis !== null) {
      const { tellTalksToRedis } = await import('../keys/redis-store.ts')
      await tellTalksToRedis(redis, talks)
    } else if (data !== null) await rememberTalks(data, talks)
  } catch (error) {
    logger.warn(
      { err: error },
      'The names of the talks could not be stored: lectern key does not check them.',
    )
  }
}
