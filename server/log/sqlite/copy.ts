/** Copies the database for a command, because a running server has locked it. */
import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATABASE } from './file.ts'

/** The database and its write-ahead log. */
const FILES = [DATABASE, `${DATABASE}-wal`]
const MOST_TRIES = 20

/**
 * The folder of the copy, which the caller removes; null if there is no database. A copy that was made while the server
 * wrote is made again.
 */
export async function copyDatabase(data: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-copy-'))
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const names = (await namesIn(data)).filter((name) => FILES.includes(name))
      if (!names.includes(DATABASE)) break
      const before = await timesOf(data, names)
      for (const name of names) await copyFile(join(data, name), join(folder, name))
      if (before === (await timesOf(data, names))) return folder
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  await rm(folder, { recursive: true, force: true })
  if ((await namesIn(data)).includes(DATABASE))
    throw new Error(`The talks in ${data} are being written to all the time: stop the server, or try again.`)
  return null
}

/** Empty for a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function timesOf(folder: string, names: string[]): Promise<string> {
  const stats = await Promise.all(names.map((name) => stat(join(folder, name), { bigint: true })))
  return stats.map(({ size, mtimeNs }) => `${size} ${mtimeNs}`).join()
}
