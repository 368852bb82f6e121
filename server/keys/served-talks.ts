/** The talks that the server of a data folder or of a Redis presents, so that a command can check a talk's name. */
import { join } from 'node:path'
import * as v from 'valibot'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { readText, writeText } from './private-file.ts'

const FILE = 'talks'

const schema = v.pipe(v.string(), v.parseJson(), v.array(talkIdSchema))

export async function rememberTalks(folder: string, talks: readonly TalkId[]): Promise<void> {
  await writeText(join(folder, FILE), `${JSON.stringify(talks)}\n`)
}

/** Null if no server has said it: an older one did not. */
export async function servedTalks(folder: string): Promise<TalkId[] | null> {
  return readTalks(await readText(join(folder, FILE)))
}

/** A list that cannot be read is the same as none, because it is only a check. */
export function readTalks(text: string | null): TalkId[] | null {
  const parsed = v.safeParse(schema, text)
  return parsed.success ? parsed.output : null
}

/** Throws one line if the talk is not one of the talks that are known. */
export function checkTalk(talk: TalkId, talks: readonly TalkId[] | null): void {
  if (talks === null || talks.includes(talk)) return
  throw new Error(
    `There is no talk "${talk}" on this server. Its talks: ${talks.toSorted().join(', ')}. If the deck is new, restart the server first.`,
  )
}
