/** `lectern export --pdf` and `--site`: writes a deck for people who were not there, or who want to keep it. */
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { View } from '../../protocol/view.ts'
import { reason, UsageError } from '../base/errors.ts'
import { PROJECT } from '../base/version.ts'
import { createCompiler } from '../deck/compiler.ts'
import { hasNothing, type DeckSource } from '../deck/load.ts'
import { createPictures } from '../deck/pdf/pictures.ts'
import { exportName } from '../export/deck-formats.ts'
import { findChromium } from '../export/find-chromium.ts'
import { lastViews } from '../export/last-views.ts'
import { writePdf } from '../export/pdf.ts'
import { OURS, writeSite, type SiteParts } from '../export/site.ts'
import { createLogger } from '../ops/logger.ts'
import type { ExportedDeck } from './export-options.ts'
import { findDeck } from './find-deck.ts'
import type { Options } from './options.ts'
import { isStored, notGiven, withCopy, type OpenLog } from './with-log.ts'

/** Rejects with a one-line message. */
export async function exportDeck(options: Options, openLog: OpenLog): Promise<void> {
  const { deck: named, exported } = options
  if (named === null || exported === null || !('steps' in exported))
    throw new UsageError('lectern export needs a deck.')
  const source = await findDeck(named)
  if (!source) throw new Error(`There is no deck at ${named}.`)
  const built = join(PROJECT, 'dist', 'client')
  if (!existsSync(built)) throw new Error('The pages are not built yet: npm run build first.')
  const out = exported.out ?? exportName(source.id, exported.format)
  // Before the work that would be in vain.
  const browser = exported.format === 'pdf' ? findChromium() : ''
  if (exported.format === 'site') await requireOurs(out)

  const compiler = createCompiler()
  const { data, logLevel } = options
  const pictures = createPictures(data === null ? null : join(data, 'pages'), createLogger(logLevel))
  try {
    const deck = await compiler.load(source)
    const [problem] = deck.errors
    if (problem && hasNothing(deck)) throw new Error(`${problem.file}:${problem.line} ${problem.message}`)
    const parts = { deck, source, pictures, built }
    const views = exported.format === 'pdf' ? await viewsOf(source, exported.run, options, openLog) : {}
    const pages = await write(parts, exported, { out, browser, views })
    process.stdout.write(`${out}: ${pages}\n`)
  } finally {
    compiler.close()
    pictures.close()
  }
}

/** Returns what was written, in words. */
async function write(
  parts: SiteParts,
  { format, steps, notes }: ExportedDeck,
  { out, browser, views }: { out: string; browser: string; views: Partial<View> },
): Promise<string> {
  if (format === 'site') {
    await writing(out, () => writeSite(parts, out, { script: 'site' }))
    return 'open index.html in it, or copy the folder to a web host.'
  }
  await writing(out, () => mkdir(dirname(out), { recursive: true }))
  const { pages } = await writing(out, () => writePdf(parts, { browser, steps, notes, views, out }))
  return pages === 1 ? '1 page.' : `${pages} pages.`
}

/** A folder with other content might be something that must not be mixed with a site. */
async function requireOurs(out: string): Promise<void> {
  const names: string[] = await readdir(out).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new Error(`Cannot write to ${out}: ${reason(error)}.`, { cause: error })
  })
  if (names.length === 0 || names.includes(OURS)) return
  throw new Error(`The folder ${out} has other content: choose a new one with --out.`)
}

/** What the stage showed at the end of the run; without a number, of the newest one, and none if it was never given. */
async function viewsOf(
  { id: talk }: DeckSource,
  run: number | null,
  options: Options,
  openLog: OpenLog,
): Promise<Partial<View>> {
  // A deck need not have been given.
  if (run === null && !isStored(options)) return {}
  const views = await withCopy(options, openLog, (log) => lastViews({ log, talk, run }))
  if (views === null && run !== null) throw notGiven(options, talk, run)
  return views ?? {}
}

/** Errors of the system name only a file; this says what could not be done. */
async function writing<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new Error(`Cannot write ${out}: ${reason(error)}.`, { cause: error })
  }
}
