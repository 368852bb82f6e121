/** Runs the contract's tests on the Redis log. */
import { basename } from 'node:path'
import { afterAll } from 'vitest'
import { startRedis } from '../support/redis.ts'
import { logContract } from '../../server/log/contract.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'

const redis = await startRedis()
afterAll(redis.close)

logContract(
  'redis',
  async (place, report) => (await openRedisLog(redis.address(`${basename(place)}:`), report)).log,
  { durable: true },
)
