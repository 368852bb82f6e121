/** Stores the server's secrets in files of the data folder, and detects a renewal by another process. */
import { randomUUID } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MIN_KEY_LENGTH, memoryKeys, newSecret, type KeyStore } from './store.ts'
import { isFull, reason } from '../base/errors.ts'

const KEY_FILE = 'presenter-key'
const PARTICIPANT_FILE = 'participant-secret'
const PAIRING_FILE = 'pairing-secret'
/** Polled at this interval, because watching is unreliable on some file systems. */
const LOOK_MS = 400
/** Between two attempts to write a secret after the disk was full. */
const AGAIN_MS = 1000

/** Creates missing secrets. A key given by hand replaces the file's key, and then renewals are not detected. */
export async function fileKeys(folder: string, given?: string): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, KEY_FILE)
  const writer = createWriter()
  const readOrMake = async (path: string): Promise<string> => {
    const known = await readSecret(path)
    if (known !== null) return known
    const made = newSecret()
    await writer.write(path, made)
    return made
  }
  const secrets = {
    participantSecret: await readOrMake(join(folder, PARTICIPANT_FILE)),
    pairingSecret: await readOrMake(join(folder, PAIRING_FILE)),
  }
  if (given !== undefined) {
    const keys = memoryKeys(given, secrets)
    const close = async (): Promise<void> => {
      writer.close()
      await keys.close()
    }
    return { ...keys, close }
  }
  const keys = memoryKeys(await readOrMake(file), secrets)
  const look = (): void => {
    // A file that is missing, truncated or unreadable does not count as a renewal, so pairings stay valid.
    void readSecret(file).then(
      (key) => key !== null && keys.renew(key),
      () => undefined,
    )
  }
  watchFile(file, { interval: LOOK_MS, persistent: false }, look)
  return {
    get presenterKey() {
      return keys.presenterKey
    },
    ...secrets,
    id: keys.id,
    onRenewed: keys.onRenewed,
    claim: keys.claim,
    async close() {
      unwatchFile(file, look)
      writer.close()
      await keys.close()
    },
  }
}

/** The key that servers use with this folder, or null if none has run there. */
export function keyOfFolder(folder: string): Promise<string | null> {
  return readSecret(join(folder, KEY_FILE))
}

/** Replaces the key. Servers on this folder notice it within a second. */
export async function renewKeyOfFolder(folder: string): Promise<string> {
  const key = newSecret()
  await writeSecret(join(folder, KEY_FILE), key)
  return key
}

/** Writes secrets. If the disk is full, a secret is used from memory and written as soon as there is space. */
function createWriter(): { write(file: string, secret: string): Promise<void>; close(): void } {
  const timers = new Set<NodeJS.Timeout>()
  async function write(file: string, secret: string): Promise<void> {
    try {
      await writeSecret(file, secret)
    } catch (error) {
      if (!isFull(error)) throw error
      later(file, secret)
    }
  }
  function later(file: string, secret: string): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      // Another process has renewed the key meanwhile, so its key counts. An unreadable file is retried like a full
      // disk.
      void readSecret(file)
        .then((known) => (known === null ? write(file, secret) : undefined))
        .catch(() => later(file, secret))
    }, AGAIN_MS).unref()
    timers.add(timer)
  }
  return {
    write,
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  }
}

async function readSecret(file: string): Promise<string | null> {
  let text: string
  try {
    text = (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new Error(`Cannot read the key in ${file}: ${reason(cause)}.`, { cause })
  }
  return text.length >= MIN_KEY_LENGTH ? text : null
}

/** Atomic, and never readable by others, not even for a moment. */
async function writeSecret(file: string, secret: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${secret}\n`)
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
