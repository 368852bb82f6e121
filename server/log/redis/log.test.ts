/** Runs the contract's tests on the Redis log. */
import { basename } from 'node:path'
import { afterAll } from 'vitest'
import { startRedis } from '../../../tests/support/redis.ts'
import { logContract } from '../contract.ts'
import { openRedisLog } from './log.ts'

const redis = await startRedis()
afterAll(redis.close)

logContract(
  'redis',
  async (place, report) => (await openRedisLog(redis.address(`${basename(place)}:`), report)).log,
  { durable: true },
)
