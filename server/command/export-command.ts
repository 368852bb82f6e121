/** `lectern export`: writes the report of a talk whose server has stopped. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { reason, UsageError } from '../base/errors.ts'
import { findDecks, loadDeck, type DeckSource } from '../deck/load.ts'
import { reportName } from '../export/formats.ts'
import { makeReport } from '../export/make-report.ts'
import { reportBody } from '../export/report-file.ts'
import type { OpenedLog, Report } from '../log/log.ts'
import type { Options } from './options.ts'

type OpenLog = (options: Options, report: Report) => Promise<OpenedLog>

/** Where decks are when only the name of a talk is given. */
const SLIDES = 'slides'

/** Rejects with a one-line message. */
export async function exportTalk(options: Options, openLog: OpenLog): Promise<void> {
  const { deck: named, exported } = options
  if (named === null || exported === null || 'steps' in exported)
    throw new UsageError('lectern export needs a talk.')
  requireLog(options)
  const { talk, source } = await findTalk(named)
  const { log } = await openLog(options, () => {})
  try {
    const report = await makeReport(log, talk, source && (await loadDeck(source)))
    if (!report) throw new Error(`The talk "${talk}" has not been given${placeOf(options)}.`)
    await write(await reportBody(report, exported.format), exported.out ?? reportName(talk, exported.format))
  } finally {
    await log.close()
  }
}

function placeOf({ redis, data }: Options): string {
  return redis ? ` in Redis at ${redis.where}` : ` in ${data}: pass the server's folder with --data`
}

/** Opening a log would create it. */
function requireLog({ redis, data }: Options): void {
  if (redis !== null) return
  if (data === null) throw new Error('With --memory nothing is stored: there is no report.')
  if (!existsSync(join(data, 'lectern.db')))
    throw new Error(`There are no talks in ${data}: pass the server's folder with --data.`)
}

/** A deck, or the name of a talk. */
async function findTalk(named: string): Promise<{ talk: TalkId; source: DeckSource | null }> {
  const path = [named, join(SLIDES, named)].find((each) => existsSync(each))
  if (path === undefined) {
    const { success } = v.safeParse(talkIdSchema, named)
    if (success) return { talk: named, source: null }
    throw new Error(`There is no deck at ${named}, and it is not the name of a talk.`)
  }
  const [source, another] = await findDecks(path)
  if (!source || another) throw new Error(`${path} has several talks: name one of them.`)
  return { talk: source.id, source }
}

async function write(body: string | Uint8Array, out: string): Promise<void> {
  if (out === '-') return void process.stdout.write(body)
  try {
    await writeFile(out, body)
  } catch (cause) {
    throw new Error(`Cannot write ${out}: ${reason(cause)}.`, { cause })
  }
  process.stdout.write(`${out}\n`)
}
