/** The YAML between the two `---` at the top of a Markdown deck: its values and its errors. */
import * as v from 'valibot'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Deck } from '../../protocol/deck.ts'
import { MAX_REACTION_LENGTH, MAX_REACTIONS, REACTIONS } from '../../protocol/reactions.ts'
import { DIALECTS } from './dialects/dialect.ts'
import { isDeepYaml } from './depth.ts'
import { DECK_SEPARATORS } from './separators.ts'
import { NOTES_SEPARATOR } from './notes.ts'
import {
  flag,
  mustBe,
  own,
  pattern,
  REVEAL_OPTIONS,
  revealOption,
  setting,
  take,
  takeOptions,
  type Configured,
  type Take,
} from './reveal-options.ts'
import { REVEAL_THEMES, schemeOf } from './themes.ts'

export interface FrontMatter extends Configured {
  title: string
  author: string
  language: string
  theme: Deck['theme']
  /** One of reveal.js's themes, `lectern` for Lectern's own, `sheet` for a style sheet of the folder, or empty. */
  look: string
  /** The package's sheet with the colours of code, for a deck with a theme besides Lectern's. */
  highlightTheme: 'monokai' | 'zenburn'
  stylesheets: string[]
  /** Files and folders that are served although no slide names them. */
  files: string[]
  /** Words that mark a text for moderators. */
  flagged: string[]
  math: boolean
}

export const DEFAULTS: FrontMatter = {
  title: '',
  author: '',
  language: '',
  theme: 'auto',
  look: '',
  highlightTheme: 'monokai',
  durationMinutes: 0,
  defaultTiming: 0,
  rtl: null,
  settings: {
    width: 1280,
    height: 720,
    transition: 'slide',
    center: true,
    browseAhead: false,
    participation: true,
    reflow: true,
    look: 'lectern',
    margin: 0,
    rtl: false,
    slideNumber: null,
    showSlideNumber: 'all',
    progress: false,
    autoSlide: 0,
    autoSlideStoppable: true,
    reactions: REACTIONS,
  },
  stylesheets: [],
  files: [],
  flagged: [],
  separator: DECK_SEPARATORS.horizontal,
  verticalSeparator: null,
  notesSeparator: NOTES_SEPARATOR,
  markdown: {},
  math: true,
}

const text = v.pipe(
  v.union([v.string(), v.number()], 'a text'),
  v.transform((value) => String(value).trim()),
)
const list = v.pipe(
  v.unknown(),
  v.transform((value) => [value].flat()),
  v.array(v.string()),
)
/** reveal-md also reads one text with commas. */
const sheets = v.pipe(
  list,
  v.transform((names) =>
    names.flatMap((name) =>
      name
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  ),
)
/** More words are no hint for anybody. */
const MOST_FLAGGED = 500
const words = v.pipe(v.array(v.pipe(text, v.nonEmpty(), v.maxLength(100))), v.maxLength(MOST_FLAGGED))
const duration = v.pipe(v.unknown(), v.transform(minutesOf), v.number('minutes, or a time such as 1h 15m'))
const theme = mustBe(
  'auto, light, dark, the name of a reveal.js theme, or a style sheet in the folder',
  v.union([
    v.picklist(['auto', 'light', 'dark', ...Object.keys(REVEAL_THEMES)]),
    v.pipe(v.string(), v.check(isSheet)),
  ]),
)

/** reveal-md has them in folders: `base16/zenburn`. */
const highlightTheme = mustBe(
  'monokai or zenburn',
  v.pipe(
    v.string(),
    v.transform((name) => name.replace(/^.*\//, '')),
    v.picklist(['monokai', 'zenburn']),
  ),
)

const emoji = v.pipe(v.string(), v.trim(), v.maxLength(MAX_REACTION_LENGTH), v.check(isEmoji))
const reactions = v.pipe(
  v.array(emoji),
  v.maxLength(MAX_REACTIONS),
  v.transform((kinds) => [...new Set(kinds)]),
)

const KEYS: Record<string, Take<FrontMatter>> = {
  title: own('title', text),
  author: own('author', text),
  language: own('language', text),
  lang: own('language', text),
  browseAhead: setting('browseAhead', flag),
  participation: setting('participation', flag),
  reflow: setting('reflow', flag),
  reactions: setting('reactions', mustBe(`a list of at most ${MAX_REACTIONS} emoji, as [👏, 😂]`, reactions)),
  flagged: own('flagged', mustBe(`a list of at most ${MOST_FLAGGED} words, as [spam, casino]`, words)),
  separator: own('separator', pattern),
  verticalSeparator: own('verticalSeparator', pattern),
  notesSeparator: own('notesSeparator', pattern),
  theme: take(theme, (deck, name) => {
    const scheme = schemeOf(name)
    if (isSheet(name)) Object.assign(deck, { look: 'sheet', stylesheets: [name, ...deck.stylesheets] })
    else Object.assign(deck, { theme: scheme ?? name, look: scheme ? name : 'lectern' })
  }),
  highlightTheme: own('highlightTheme', highlightTheme),
  duration: own('durationMinutes', duration),
  math: own('math', flag),
  css: take(mustBe('a file name, or a list of them', sheets), (deck, names) => {
    deck.stylesheets = [...deck.stylesheets, ...names]
  }),
  // The compiler reads it before anything else.
  dialect: take(v.picklist(DIALECTS, 'lectern, slidev or marp'), () => {}),
  files: own('files', mustBe('a list of files and folders, as [img/, data.json]', list)),
}

/** Every key that is read. */
export const FRONT_MATTER_KEYS = [...Object.keys(KEYS), ...REVEAL_OPTIONS, 'revealOptions', 'slideOptions']

/** Keys of HackMD that say nothing about slides, except `breaks`, which is read with `slideOptions`. */
const HACKMD_KEYS = new Set([
  'breaks',
  'description',
  'dir',
  'disqus',
  'GA',
  'image',
  'robots',
  'tags',
  'type',
])

/** The two parts of the source: the front matter, and what follows it. */
export interface Split {
  yaml: string | null
  body: string
  /** The line of `body`'s first line. */
  line: number
}

/** Without a closing `---` the front matter ends at the first empty line, so that no part of it is ever shown. */
export function splitFrontMatter(source: string): Split {
  if (!/^---[ \t]*\n/.test(source)) return { yaml: null, body: source, line: 1 }
  const lines = source.split('\n')
  const closing = lines.findIndex((line, i) => i > 0 && /^(---|\.\.\.)[ \t]*$/.test(line))
  const empty = lines.findIndex((line, i) => i > 0 && !line.trim())
  const end = closing > 0 ? closing : empty > 0 ? empty : lines.length
  return { yaml: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n'), line: end + 2 }
}

/** reveal.js's own size and margin. */
export const REVEAL_SIZE = { width: 960, height: 700, margin: 0.04 }

/** True for a deck with reveal.js's options and a theme besides Lectern's: its author laid it out in reveal.js. */
function isForReveal(yaml: string): boolean {
  const [, name = ''] = /^\s*theme:\s*['"]?([^\s'"#]+)/m.exec(yaml) ?? []
  return /^(reveal|slide)Options:/m.test(yaml) && (schemeOf(name) !== undefined || isSheet(name))
}

/** reveal-md also takes a style sheet as the theme. */
function isSheet(name: string): boolean {
  return /\.css$/i.test(name)
}

/** Never fails: errors are passed to `warn` with their line in the file, and the default applies. */
export function readFrontMatter(
  yaml: string,
  warn: (line: number, message: string) => void,
  defaults = DEFAULTS,
): FrontMatter {
  const deck: FrontMatter = {
    ...defaults,
    settings: { ...defaults.settings, ...(isForReveal(yaml) && REVEAL_SIZE) },
    stylesheets: [],
    files: [],
  }
  if (readYaml(yaml, 1, deck, warn)) return deck
  for (const [i, written] of yaml.split('\n').entries()) {
    const [, word, key] = /^\t+(([\w-]+)(?=:)|.*)/.exec(written) ?? []
    if (key) warn(i + 2, `There is a tab before “${key}”: it is ignored.`)
    else if (word) warn(i + 2, `There is a tab before “${word}”: it is read as two spaces.`)
  }
  // A malformed entry affects only itself.
  for (const { line, text: entry } of entriesOf(yaml)) {
    const broken = readYaml(entry, line, deck, warn)
    if (broken) continue
    const isDeep = isDeepYaml(entry)
    const [error] = isDeep ? [] : parseDocument(entry, { logLevel: 'silent' }).errors
    const reason = isDeep ? 'it is nested too deeply' : error?.message.split(/ at line \d+/)[0]
    const at = line + (error?.linePos?.[0].line ?? 1)
    const key = /^\s*([\w-]+)/.exec(entry)?.[1] ?? entry.trim()
    warn(at, `“${key}” in the front matter cannot be read, so its default is used: ${reason}.`)
  }
  return deck
}

/** Returns false and changes nothing when the text is malformed. `before` is the number of lines in the file before it. */
function readYaml(
  yaml: string,
  before: number,
  deck: FrontMatter,
  warn: (line: number, message: string) => void,
): boolean {
  if (isDeepYaml(yaml)) return false
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter, logLevel: 'silent' })
  if (document.errors.length > 0) return false
  if (document.contents === null) return true
  if (!isMap(document.contents)) {
    warn(before + 1, 'The front matter is ignored: it is not a list of “key: value”.')
    return true
  }
  const isHackMd = document.contents.has('slideOptions')
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const line = isScalar(key) && key.range ? counter.linePos(key.range[0]).line + before : before + 1
    const given: unknown = isNode(value) ? value.toJSON() : value
    if (/^(reveal|slide)Options$/.test(name) && typeof given === 'object' && given !== null) {
      // HackMD has the theme among the options.
      const { theme: named, ...options }: Record<string, unknown> = { ...given }
      const wanted = named === undefined ? undefined : KEYS['theme']?.(deck, named)
      if (wanted) warn(line, `“theme” must be ${wanted}; its default is used.`)
      if (name === 'slideOptions' && document.get('breaks') !== false)
        deck.markdown = { breaks: true, ...deck.markdown }
      const left = takeOptions(deck, Object.entries(options))
      if (left) warn(line, left)
      continue
    }
    if (isHackMd && HACKMD_KEYS.has(name)) continue
    const found = Object.hasOwn(KEYS, name) ? KEYS[name] : revealOption(name)
    const wanted = found?.(deck, given)
    if (!found) warn(line, `The front matter's key “${name}” is unknown.`)
    else if (wanted) warn(line, `“${name}” must be ${wanted}; its default is used.`)
  }
  return true
}

/** Each key with what is indented below it. A key indented by a tab, where no value may be, counts as one. */
function entriesOf(yaml: string): { line: number; text: string }[] {
  const entries: { line: number; text: string }[] = []
  for (const [i, line] of yaml.split('\n').entries()) {
    const last = entries.at(-1)
    const begins = /^[^\s#-]/.test(line) || (/^\t+[\w-]+:/.test(line) && !/[:|>]\s*$/.test(last?.text ?? ''))
    if (begins || !last) entries.push({ line: i + 1, text: line.trimStart() })
    else last.text += `\n${line.replace(/^\t+/, (tabs) => '  '.repeat(tabs.length))}`
  }
  return entries
}

function isNode(value: unknown): value is { toJSON(): unknown } {
  return typeof value === 'object' && value !== null && 'toJSON' in value
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** One emoji of however many code points, and no text around it. */
function isEmoji(given: string): boolean {
  return (
    /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}$)/u.test(given) &&
    [...letters.segment(given)].length === 1
  )
}

/** `45`, `45m`, `45 min`, `1h`, `1h 15m`, `1:15`; null for anything else. */
function minutesOf(value: unknown): number | null {
  if (typeof value === 'number') return value > 0 ? value : null
  const given = String(value).trim()
  const parts = /^(?:(\d+)\s*(?:h|hours?|:))?\s*(?:(\d+)\s*(?:m|min|minutes?)?)?$/i.exec(given)
  const minutes = Number(parts?.[1] ?? 0) * 60 + Number(parts?.[2] ?? 0)
  return minutes > 0 ? minutes : null
}
