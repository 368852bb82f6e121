/** Whether this Redis keeps what it answered, as far as it lets us know. */
import type { Redis } from 'ioredis'

/** One line when answered entries can be lost although the disk is well; null when not, or when it does not say. */
export async function durability(redis: Redis): Promise<string | null> {
  const ask = async (name: string): Promise<string> => {
    // A managed server, or a user without the right, does not tell.
    const answer = (await redis.config('GET', name).catch(() => [])) as string[]
    return answer[1] ?? ''
  }
  const [appendonly, fsync, policy] = await Promise.all(
    ['appendonly', 'appendfsync', 'maxmemory-policy'].map(ask),
  )
  if (policy?.startsWith('allkeys'))
    return `Redis may throw talks away when its memory is full (maxmemory-policy ${policy}): set noeviction.`
  if (appendonly === 'no')
    return 'Redis keeps nothing on its disk (appendonly no): when it stops, talks lose what was said and done.'
  if (appendonly === 'yes' && fsync !== 'always' && fsync !== '')
    return `Redis writes to its disk later than it answers (appendfsync ${fsync}): a power cut can lose the last second.`
  return null
}
