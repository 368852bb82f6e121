/** A small disk of one test, and how to fill it. Mounting needs Linux and root. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './server.ts'

/** A folder on a separate disk of 2 MB. */
export async function smallDisk(): Promise<string> {
  const folder = await temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'lectern-test', folder])
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

/** Fills the rest of the disk, to the last byte; the undo frees it again. */
export function fill(folder: string): () => void {
  const file = join(folder, 'filler')
  const filler = openSync(file, 'w')
  for (let size = 64 * 1024; size >= 1;) {
    try {
      writeSync(filler, Buffer.alloc(size))
    } catch {
      size = Math.floor(size / 2)
    }
  }
  closeSync(filler)
  return () => rmSync(file)
}
