/** Keeps the server's secrets in files of the data folder, and hears of a renewal by another process. */
import { randomUUID } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { MIN_KEY_LENGTH, memoryKeys, newSecret, type KeyStore } from './key-store.ts'
import { reason } from './problem.ts'

const KEY_FILE = 'presenter-key'
const PARTICIPANT_FILE = 'participant-secret'
const PAIRING_FILE = 'pairing-secret'
/** Looked at this often: the same on every file system, where a watch may stay silent. */
const LOOK_MS = 400

/** Makes what is missing. A key given by hand is used instead of the file's, and then no renewal is heard. */
export async function fileKeys(folder: string, given?: string): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, KEY_FILE)
  const secrets = {
    participantSecret: await readOrMake(join(folder, PARTICIPANT_FILE)),
    pairingSecret: await readOrMake(join(folder, PAIRING_FILE)),
  }
  if (given !== undefined) return memoryKeys(given, secrets)
  const keys = memoryKeys(await readOrMake(file), secrets)
  const look = (): void => {
    // A file that is gone, cut short or unreadable is no renewal: whoever drives goes on.
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
      await keys.close()
    },
  }
}

/** The key that servers on this folder use, or null when none has run there. */
export function keyOfFolder(folder: string): Promise<string | null> {
  return readSecret(join(folder, KEY_FILE))
}

/** Puts a new key in the place of the old one; servers on this folder notice within a second. */
export async function renewKeyOfFolder(folder: string): Promise<string> {
  const key = newSecret()
  await writeSecret(join(folder, KEY_FILE), key)
  return key
}

async function readOrMake(file: string): Promise<string> {
  const known = await readSecret(file)
  if (known !== null) return known
  const made = newSecret()
  await writeSecret(file, made)
  return made
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

/** Whole or not at all, and never readable by others, not even for a moment. */
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
    throw new Error(`Cannot write the key to ${file}: ${reason(cause)}.`, { cause })
  }
}
