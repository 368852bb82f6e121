/** Makes the replay of a talk: one HTML file with the slides and what the audience saw at each moment. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { collectEnding } from '../../protocol/replay/ending.ts'
import type { Packed } from '../../protocol/replay/packed.ts'
import { record } from '../../protocol/replay/record.ts'
import type { Recording } from '../../protocol/replay/recording.ts'
import { redact } from '../../protocol/replay/redact.ts'
import { deckLanguage } from '../../protocol/words/languages.ts'
import { PROJECT } from '../base/version.ts'
import { escapeHtml } from '../deck/escape.ts'
import { fillTemplate, jsonScript, LOOKS } from '../deck/page.ts'
import { pageWord, wordsOfPage } from '../deck/page-words.ts'
import { renderSlides } from '../deck/render.ts'
import { inlineFiles, type DeckFilesParts } from './inline-files.ts'
import { entriesOf, type GivenTalk } from './read-entries.ts'

/** The sound of the talk. */
export interface Sound {
  type: string
  body: Uint8Array
  offsetMs: number
}

export interface ReplayParts extends Omit<DeckFilesParts, 'assets'>, GivenTalk {
  sound?: Sound | null
}

const CLIENT = join(PROJECT, 'dist', 'client')

/** Null for a talk that has not begun. Reads the log twice: how it ends decides what it shows. */
export async function makeReplay({ log, talk, run, sound, ...parts }: ReplayParts): Promise<string | null> {
  const recording = await readRecording({ log, talk, run }, parts.deck.outline)
  if (!recording) return null
  const { deck } = parts
  const language = deckLanguage(deck)
  const inline = inlineFiles({ ...parts, assets: join(CLIENT, 'assets') })
  const slides = await inline.html(renderSlides(deck.public) + deck.beside)
  const css = await inline.css((await packagedSheets(deck.packaged)) + deck.css)
  const audio = sound ? { type: sound.type, offsetMs: sound.offsetMs } : null
  const packed: Packed = { talk, settings: deck.settings, slides, css, files: inline.files, audio }
  const [template, styles, script] = await Promise.all(
    ['index.html', 'replay.css', 'replay.js'].map(builtFile),
  )
  const zipped = await promisify(gzip)(JSON.stringify(recording), { level: 9 })
  return fillTemplate(
    template ?? '',
    { ...deck, ...deck.settings, look: LOOKS[deck.settings.look] },
    language,
    {
      '<!--lectern:head-->': `<title>${escapeHtml(`${pageWord('replay', language)}: ${deck.title}`)}</title>\n<style>${styles}</style>`,
      '<!--lectern:replay-->': [
        jsonScript('packed', packed),
        jsonScript('words', wordsOfPage('replay', language)),
        data('recording', zipped.toString('base64')),
        ...(sound ? [data('audio', Buffer.from(sound.body).toString('base64'))] : []),
        `<script>${(script ?? '').replaceAll('</script', '<\\/script')}</script>`,
      ].join('\n'),
    },
  )
}

function data(id: string, content: string): string {
  return `<script type="text/plain" id="${id}">${content}</script>`
}

async function readRecording(
  given: GivenTalk,
  outline: ReplayParts['deck']['outline'],
): Promise<Recording | null> {
  const collected = collectEnding()
  for await (const entry of entriesOf(given)) {
    if (entry.seq > 1 && collected.ending.state.seq === 0)
      throw new Error(`The log of "${given.talk}" no longer has the beginning of the talk.`)
    collected.add(entry)
  }
  const { ending } = collected
  const { seq, clock } = ending.state
  if (clock.startedAt === null) return null
  const recorder = record(redact(ending), outline, clock.startedAt)
  for await (const entry of entriesOf(given)) {
    // The talk may go on meanwhile.
    if (entry.seq > seq) break
    recorder.add(entry)
  }
  return recorder.finish()
}

async function builtFile(name: string): Promise<string> {
  try {
    return await readFile(join(CLIENT, 'replay', name), 'utf8')
  } catch (cause) {
    throw new Error('The page of the replay is not built yet: npm run build first.', { cause })
  }
}

/** The package's style sheets for this deck, in order. */
async function packagedSheets(names: readonly string[]): Promise<string> {
  if (names.length === 0) return ''
  const files = await readdir(join(CLIENT, 'assets'))
  const texts = names.map((name) => {
    const file = files.find((each) => new RegExp(`^deck-${name}-\\w{10}\\.css$`).test(each))
    if (file === undefined) throw new Error(`The build has no style sheet ${name}: run npm run build.`)
    return readFile(join(CLIENT, 'assets', file), 'utf8')
  })
  return (await Promise.all(texts)).join('\n')
}
