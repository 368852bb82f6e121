/** The keys of single talks, in one file of the data folder. Servers on the folder notice a change within a second. */
import { join } from 'node:path'
import * as v from 'valibot'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { readText, writeText } from './private-file.ts'
import { MIN_KEY_LENGTH, newSecret } from './store.ts'

export const TALK_KEYS_FILE = 'talk-keys'

const schema = v.record(talkIdSchema, v.pipe(v.string(), v.minLength(MIN_KEY_LENGTH)))

/** Empty without the file. Rejects if the file is damaged, which does not count as a renewal. */
export async function readTalkKeys(folder: string): Promise<ReadonlyMap<TalkId, string>> {
  const file = join(folder, TALK_KEYS_FILE)
  const text = await readText(file)
  if (text === null) return new Map()
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  if (!parsed.success)
    throw new Error(
      `The talks' keys in ${file} are damaged. Delete the file and create new keys (lectern key <talk>).`,
    )
  return new Map(Object.entries(parsed.output))
}

/** The key of a talk, which is created if there is none or if it is to be renewed. */
export async function talkKeyOfFolder(folder: string, talk: TalkId, renew: boolean): Promise<string> {
  const keys = new Map(await readTalkKeys(folder))
  const known = keys.get(talk)
  if (known !== undefined && !renew) return known
  const key = newSecret()
  keys.set(talk, key)
  await writeText(join(folder, TALK_KEYS_FILE), `${JSON.stringify(Object.fromEntries(keys))}\n`)
  return key
}
