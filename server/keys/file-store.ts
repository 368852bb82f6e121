/** Stores the server's secrets in files of the data folder, and detects a renewal by another process. */
import { unwatchFile, watchFile } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MIN_KEY_LENGTH, memoryKeys, newSecret, type KeyStore } from './store.ts'
import { isFull } from '../base/errors.ts'
import { fileDevices } from './device-file.ts'
import { readText, writeText } from './private-file.ts'
import { readTalkKeys, TALK_KEYS_FILE } from './talk-key-file.ts'

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
  const devices = await fileDevices(folder)
  const keys = memoryKeys(given ?? (await readOrMake(file)), secrets, undefined, devices)
  const talks = join(folder, TALK_KEYS_FILE)
  const lookAtTalks = (): void => void readTalkKeys(folder).then(keys.renewTalks, () => undefined)
  keys.renewTalks(await readTalkKeys(folder))
  watchFile(talks, { interval: LOOK_MS, persistent: false }, lookAtTalks)
  const look = (): void => {
    // A file that is missing, truncated or unreadable does not count as a renewal, so pairings stay valid.
    void readSecret(file).then(
      (key) => key !== null && keys.renew(key),
      () => undefined,
    )
  }
  if (given === undefined) watchFile(file, { interval: LOOK_MS, persistent: false }, look)
  return {
    ...keys,
    get presenterKey() {
      return keys.presenterKey
    },
    async close() {
      unwatchFile(file, look)
      unwatchFile(talks, lookAtTalks)
      writer.close()
      await devices.close()
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
  const text = (await readText(file))?.trim() ?? ''
  return text.length >= MIN_KEY_LENGTH ? text : null
}

const writeSecret = (file: string, secret: string): Promise<void> => writeText(file, `${secret}\n`)
