/** Small files of the data folder that only their owner may read. */
import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { reason } from '../base/errors.ts'

/** Null if there is no such file. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new Error(`Cannot read the key in ${file}: ${reason(cause)}.`, { cause })
  }
}

/** Atomic, and never readable by others, not even for a moment. */
export async function writeText(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new Error(`Cannot write the key to ${file}: ${reason(cause)}.`, { cause })
  }
}
