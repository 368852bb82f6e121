/** `lectern export`: writes the report or the replay of a talk, also while its server runs. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { reason, UsageError } from '../base/errors.ts'
import { loadDeck, type DeckSource } from '../deck/load.ts'
import { createPictures } from '../deck/pdf/pictures.ts'
import { replayName, reportName } from '../export/formats.ts'
import { typeOf } from '../export/inline-files.ts'
import { deckLanguage, LANGUAGES } from '../../protocol/words/languages.ts'
import { makeReport } from '../export/make-report.ts'
import type { Sound } from '../export/make-replay.ts'
import { reportBody } from '../export/report-file.ts'
import type { TalkLog } from '../log/log.ts'
import { createLogger } from '../ops/logger.ts'
import type { ExportedRun } from './export-options.ts'
import { findDeck } from './find-deck.ts'
import type { Options } from './options.ts'
import { notGiven, withCopy, type OpenLog } from './with-log.ts'

/** Rejects with a one-line message. */
export async function exportTalk(options: Options, openLog: OpenLog): Promise<void> {
  const { deck: named, exported } = options
  if (named === null || exported === null || 'steps' in exported)
    throw new UsageError('lectern export needs a talk.')
  const { talk, source } = await findTalk(named)
  await withCopy(options, openLog, async (log) => {
    const made = await make(options, exported, log, talk, source)
    if (made === null) throw notGiven(options, talk, exported.run)
    const usual = exported.format === 'replay' ? replayName(talk) : reportName(talk, exported.format)
    await write(made, exported.out ?? usual)
  })
}

async function make(
  options: Options,
  exported: ExportedRun,
  log: TalkLog,
  talk: TalkId,
  source: DeckSource | null,
): Promise<string | Uint8Array | null> {
  const { format, run } = exported
  if (format !== 'replay') {
    const deck = source && (await loadDeck(source))
    const report = await makeReport({ log, talk, run }, deck)
    return report && reportBody(report, format, deck ? deckLanguage(deck) : LANGUAGES[0])
  }
  if (!source) throw new Error(`A replay needs the deck of "${talk}": name its folder or file.`)
  const sound = await readSound(exported)
  const pictures = createPictures(
    options.data === null ? null : join(options.data, 'pages'),
    createLogger('warn'),
  )
  try {
    const { makeReplay } = await import('../export/make-replay.ts')
    return await makeReplay({ log, talk, run, source, deck: await loadDeck(source), pictures, sound })
  } finally {
    pictures.close()
  }
}

async function readSound({ audio, audioOffsetMs }: ExportedRun): Promise<Sound | null> {
  if (audio === null) return null
  const type = typeOf(audio)
  if (type === undefined || !/^(audio|video)\//.test(type))
    throw new Error(`${audio} is not a sound that browsers play: use .m4a, .mp3, .ogg, .wav or .flac.`)
  try {
    return { type, body: await readFile(audio), offsetMs: audioOffsetMs }
  } catch (cause) {
    throw new Error(`Cannot read ${audio}: ${reason(cause)}.`, { cause })
  }
}

/** A deck, or the name of a talk. */
async function findTalk(named: string): Promise<{ talk: TalkId; source: DeckSource | null }> {
  const source = await findDeck(named)
  if (source) return { talk: source.id, source }
  const { success } = v.safeParse(talkIdSchema, named)
  if (success) return { talk: named, source: null }
  throw new Error(`There is no deck at ${named}, and it is not the name of a talk.`)
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
