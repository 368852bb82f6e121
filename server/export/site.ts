/** Writes a deck as a folder of files that any web host serves and that opens from a disk: no notes, no live elements. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Deck } from '../../protocol/deck.ts'
import { deckLanguage } from '../../protocol/words/languages.ts'
import { START } from '../../protocol/position.ts'
import { classify } from '../deck/assets.ts'
import { attribute, createElement, elements, innerHtml, parseHtml, takeAttribute } from '../deck/dom.ts'
import { servedFile } from '../deck/folder.ts'
import type { DeckSource } from '../deck/load.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'
import { fillPage, LOOKS } from '../deck/page.ts'
import { wordsOfPage } from '../deck/page-words.ts'
import { renderSlides } from '../deck/render.ts'

export interface SiteParts {
  deck: Deck
  source: DeckSource
  /** Draws the pages of a deck made from a PDF. */
  pictures: Pictures
  /** The folder with the built pages. */
  built: string
}

export interface SiteOptions {
  /** Which script shows the slides: the page of a site, or the pages of a PDF. */
  script: 'site' | 'print'
  /** With the files that only the notes show. */
  notes?: boolean
}

const TEMPLATE = 'index.html'
/** Lectern's own files in the folder. */
export const OURS = 'lectern-site'

/** The folder is created; files in it with the same names are replaced, others stay. */
export async function writeSite(parts: SiteParts, folder: string, options: SiteOptions): Promise<void> {
  const { deck, source, built } = parts
  const { script, notes = false } = options
  if (Object.hasOwn(deck.files, 'index.html'))
    throw new Error(
      'The deck shows a page called index.html, which is the name of the site: rename that page.',
    )
  await mkdir(join(folder, OURS), { recursive: true })
  for (const name of await readdir(join(built, script)))
    if (name !== TEMPLATE) await copyFile(join(built, script, name), join(folder, OURS, name))
  await copyDeckFiles(parts, folder, notes)
  const sheets = await Promise.all(deck.packaged.map((name) => copySheet(name, built, folder)))
  if (deck.css !== '') await writeFile(join(folder, 'deck.css'), deck.css)

  const template = await readFile(join(built, script, TEMPLATE), 'utf8')
  const { id, title, author, version, language, theme, settings, durationMinutes } = deck
  const ours = deckLanguage(deck)
  const page = fillPage(
    template,
    {
      language,
      rtl: settings.rtl,
      theme,
      title,
      description: author === '' ? title : `${title}, a talk by ${author}`,
      stylesheets: [...sheets, ...(deck.css === '' ? [] : ['deck.css'])],
      slides: withoutDeadLinks(deck, source.root),
      look: LOOKS[settings.look],
      boot: {
        talk: id,
        title,
        version,
        settings,
        theme,
        durationMinutes,
        joinUrl: '',
        position: START,
      },
    },
    ours,
    wordsOfPage('site', ours),
  )
  await writeFile(join(folder, 'index.html'), page)
}

/** Links to pages of the server, such as a demo's, and to files that are not there lead nowhere: their text stays. */
function withoutDeadLinks(deck: Deck, root: string): string {
  const body = createElement('body', {}, parseHtml(renderSlides(deck.public, START) + deck.beside))
  for (const link of elements(body)) {
    const href = link.tagName === 'a' ? attribute(link, 'href') : null
    if (href === null || classify(href).kind === 'none' || classify(href).kind === 'remote') continue
    if (servedFile(root, deck.files, href) === null) takeAttribute(link, 'href')
  }
  return innerHtml(body)
}

async function copyDeckFiles(
  { deck, source, pictures }: SiteParts,
  folder: string,
  notes: boolean,
): Promise<void> {
  for (const [path, use] of Object.entries(deck.files)) {
    // The elements of a deck are never live here.
    if ((use === 'notes' && !notes) || (use === 'script' && path.startsWith('elements/'))) continue
    const page = /^page-\w+-(\d+)\.webp$/.exec(path)?.[1]
    if (deck.pdf && page !== undefined) {
      await writeFile(join(folder, path), await pictures.page(deck.pdf, Number(page)))
      continue
    }
    const paths = path.endsWith('/') ? await filesBelow(source.root, path) : [path]
    for (const each of paths) await copyServed(source.root, deck, each, folder)
  }
}

/** Only what the server would serve. */
async function copyServed(root: string, deck: Deck, path: string, folder: string): Promise<void> {
  const found = servedFile(root, deck.files, encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F'))
  if (found === null) return
  const to = join(folder, path)
  await mkdir(dirname(to), { recursive: true })
  await copyFile(found.file, to)
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/'))
}

/** Copies a style sheet of the package with its fonts; returns its address. */
async function copySheet(name: string, built: string, folder: string): Promise<string> {
  const assets = join(built, 'assets')
  const file = (await readdir(assets)).find((each) => new RegExp(`^deck-${name}-\\w{10}\\.css$`).test(each))
  if (file === undefined) throw new Error(`The build has no style sheet ${name}: run npm run build.`)
  const css = await readFile(join(assets, file), 'utf8')
  const fonts = [...css.matchAll(/url\("?\/assets\/([^")]+)"?\)/g)].map(([, font = '']) => basename(font))
  for (const font of new Set(fonts)) await copyFile(join(assets, font), join(folder, OURS, font))
  await writeFile(join(folder, OURS, `${name}.css`), css.replaceAll('/assets/', ''))
  return `${OURS}/${name}.css`
}
