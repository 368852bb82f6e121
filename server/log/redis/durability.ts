/** What Redis may lose by its configuration. */
import type { Redis } from 'ioredis'

/** One line when Redis may lose entries that it has acknowledged; null when not, or when it does not tell. */
export async function durabilityWarning(redis: Redis): Promise<string | null> {
  const setting = async (name: string): Promise<string> => {
    // A managed server, or a user without the right, does not answer.
    const answer = (await redis.config('GET', name).catch(() => [])) as string[]
    return answer[1] ?? ''
  }
  const [appendonly, fsync, policy] = await Promise.all(
    ['appendonly', 'appendfsync', 'maxmemory-policy'].map(setting),
  )
  if (policy?.startsWith('allkeys'))
    return `Redis may delete talks when its memory is full (maxmemory-policy ${policy}): set noeviction.`
  if (appendonly === 'no')
    return 'Redis stores nothing on its disk (appendonly no): when it stops, the talks are lost.'
  if (appendonly === 'yes' && fsync !== 'always' && fsync !== '')
    return `Redis answers before it writes to its disk (appendfsync ${fsync}): a power cut can lose the last second.`
  return null
}
