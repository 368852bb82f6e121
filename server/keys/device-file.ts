/** The rows about paired devices in a file of the data folder. Only one server uses a folder, so nobody else writes it. */
import { join } from 'node:path'
import * as v from 'valibot'
import { DEVICE_ROLES } from '../../protocol/device.ts'
import { talkIdSchema } from '../../protocol/ids.ts'
import { memoryDevices, PARTS, type DeviceTable, type Row } from './device-table.ts'
import { readText, writeText } from './private-file.ts'

const DEVICES_FILE = 'devices'
/** Between two attempts after a failed one. */
const AGAIN_MS = 1000

const scope = { role: v.picklist(DEVICE_ROLES), talk: v.nullable(talkIdSchema) }
/** The shape of a row of each part. */
export const ROWS = {
  known: v.object({ ...scope, name: v.string(), pairedAt: v.number() }),
  seen: v.object({ at: v.number(), on: v.boolean() }),
  revoked: v.number(),
}
const schema = v.object({
  known: v.record(v.string(), ROWS.known),
  seen: v.record(v.string(), ROWS.seen),
  revoked: v.record(v.string(), ROWS.revoked),
})

/** Rejects if the file is damaged, because otherwise revoked devices would be paired again. */
export async function fileDevices(folder: string): Promise<DeviceTable & { close(): Promise<void> }> {
  const file = join(folder, DEVICES_FILE)
  const memory = memoryDevices()
  const text = await readText(file)
  if (text !== null) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
    if (!parsed.success)
      throw new Error(
        `The list of devices in ${file} is damaged. Delete it and renew the keys (lectern key --new), because it also says which devices are revoked.`,
      )
    for (const part of PARTS) memory.replace(part, new Map(Object.entries(parsed.output[part])) as never)
  }

  let again: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  /** One write after the other. Changes during a write are in the next one. */
  function store(): Promise<void> {
    waiting ??= writing
      .catch(() => undefined)
      .then(() => {
        waiting = undefined
        writing = write()
        return writing
      })
    return waiting
  }
  async function write(): Promise<void> {
    clearTimeout(again)
    const rows = Object.fromEntries(PARTS.map((part) => [part, Object.fromEntries(memory.rows[part])]))
    try {
      await writeText(file, `${JSON.stringify(rows)}\n`)
    } catch (error) {
      again = setTimeout(() => void store().catch(() => undefined), AGAIN_MS).unref()
      throw error
    }
  }

  return {
    ...memory,
    async set(part, id, value: Row<typeof part>) {
      await memory.set(part, id, value)
      await store()
    },
    async remove(part, id) {
      await memory.remove(part, id)
      await store()
    },
    async close() {
      await waiting?.catch(() => undefined)
      await writing.catch(() => undefined)
      clearTimeout(again)
    },
  }
}
