/** The rows about paired devices in Redis, for several nodes: one hash for each part. */
import type { Redis } from 'ioredis'
import * as v from 'valibot'
import { ROWS } from './device-file.ts'
import { memoryDevices, PARTS, type DeviceTable, type Part, type Row } from './device-table.ts'

export interface SharedDevices extends DeviceTable {
  /** Reads what other nodes have changed. */
  look(): Promise<void>
}

/** `tell` notifies the other nodes. */
export function redisDevices(
  redis: Redis,
  nameOf: (part: Part) => string,
  tell: () => Promise<unknown>,
): SharedDevices {
  const memory = memoryDevices(true)
  const { revoked } = memory.rows

  async function readPart<P extends Part>(part: P): Promise<Map<string, Row<P>>> {
    const schema = v.pipe(v.string(), v.parseJson(), ROWS[part])
    const found = new Map<string, Row<P>>()
    for (const [id, text] of Object.entries(await redis.hgetall(nameOf(part)))) {
      const parsed = v.safeParse(schema, text)
      if (parsed.success) found.set(id, parsed.output as Row<P>)
    }
    return found
  }

  return {
    ...memory,
    async set(part, id, row) {
      await memory.set(part, id, row)
      await redis.hset(nameOf(part), id, JSON.stringify(row))
      // Whether a device is connected is repeated all the time, so the other nodes read it when they look next.
      if (part !== 'seen') await tell()
    },
    async remove(part, id) {
      await memory.remove(part, id)
      await redis.hdel(nameOf(part), id)
      await tell()
    },
    async look() {
      for (const part of PARTS) {
        const stored = await readPart(part)
        if (part !== 'revoked') {
          memory.replace(part, stored as never)
          continue
        }
        // After an outage or a restore, Redis may lack a revocation. It must not be lost.
        const all = new Map([...(stored as Map<string, number>), ...revoked])
        for (const [id, at] of all)
          if (!stored.has(id)) await redis.hset(nameOf(part), id, JSON.stringify(at))
        memory.replace(part, all)
      }
    },
  }
}
