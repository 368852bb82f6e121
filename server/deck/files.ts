/** Finds the files of a deck that are served: those that it names, and those that these name in turn. */
import { posix } from 'node:path'
import { parse } from 'parse5'
import type { DeckFiles, FileUse } from '../../protocol/deck.ts'
import { classify, type Address, type Assets } from './assets.ts'
import { attribute, elements, hasClass, textOf, type Element, type Parent } from './dom.ts'
import { namedBy, namedInScript, namedInStyles, type Named } from './named.ts'
import { remoteFile } from './remote-file.ts'
import { warnInto, type Report, type Warn } from './origin.ts'

/** Scripts and pages larger than this are not searched for names. */
const MOST_TEXT = 2_000_000

export interface Files {
  /** Adds everything that the tree names; `notes` if only the presenter sees the tree. */
  nameIn(root: Element, seenBy?: 'everybody' | 'notes'): void
  /** Adds a file, or a folder if the name ends with a slash, relative to the deck's folder. */
  name(path: string, use: FileUse): void
  /** Adds the files that style rules in the deck's page name. */
  nameInStyles(css: string, warn: Warn): void
  /** Returns all files, after searching the style sheets, scripts and pages among them. */
  follow(): DeckFiles
}

/** `entry` is the file with the slides, which is never served. */
export function createFiles(entry: string, assets: Assets, report: Report): Files {
  const found = new Map<string, FileUse>()

  function name(path: string, use: FileUse): void {
    const known = found.get(path)
    if (path === entry || path === '') return
    if (known === undefined || known === 'notes' || (known === 'link' && use === 'frame'))
      found.set(path, use)
  }

  function nameAll(named: Named[], folder: string, warn?: Warn): void {
    for (const { address, use } of named) {
      const target = classifyFrom(folder, address)
      if (target.kind === 'local') name(target.path, use)
      else if (target.kind === 'remote') warn?.(...remoteFile(address, use))
    }
  }

  function nameInStyles(css: string, folder: string, warn: Warn): void {
    nameAll(namedInStyles(css), folder, warn)
  }

  /** Imports are relative to `folder`; everything else that the script loads is relative to `page`. */
  function nameInScript(source: string, folder: string, page: string): void {
    const { imports, files } = namedInScript(source)
    const use = (address: string): FileUse => (/\.m?js$/i.test(address) ? 'script' : 'shown')
    nameAll(
      imports.map((address) => ({ address, use: use(address) })),
      folder,
    )
    nameAll(
      files.map((address) => ({ address, use: use(address) })),
      page,
    )
  }

  function nameInPage(path: string, text: string): void {
    const document = parse(text)
    if (isDeck(document)) {
      found.delete(path)
      const warn = warnInto(report, { file: entry, line: 1, markdown: null })
      return warn(`${path} is not served, because it is a deck with notes. Present it as a separate talk.`)
    }
    const folder = folderOf(path)
    const warn = warnInto(report, { file: path, line: 1, markdown: text })
    for (const element of elements(document)) {
      nameAll(
        namedBy(element).filter(({ use }) => use !== 'link'),
        folder,
      )
      if (element.tagName === 'style') nameInStyles(textOf(element), folder, warn)
      if (element.tagName === 'link') nameAll(linked(element), folder)
      if (element.tagName !== 'script') continue
      nameAll(scripted(element), folder)
      nameInScript(textOf(element), folder, folder)
    }
  }

  function search(path: string, use: FileUse): void {
    const kind = /\.(css|m?js|html?)$/i.exec(path)?.[1]?.toLowerCase()
    const text = kind && assets.exists(path) ? assets.read(path) : null
    if (text === null || text.length > MOST_TEXT || use === 'folder') return
    const folder = folderOf(path)
    if (kind === 'css') nameInStyles(text, folder, warnInto(report, { file: path, line: 1, markdown: text }))
    else if (kind?.startsWith('htm')) nameInPage(path, text)
    else nameInScript(text, folder, '')
  }

  return {
    name,
    nameIn(root, seenBy = 'everybody') {
      for (const element of [root, ...elements(root)]) {
        const named = namedBy(element)
        nameAll(seenBy === 'notes' ? named.map(({ address }) => ({ address, use: 'notes' })) : named, '')
        const own = `elements/${element.tagName}.js`
        if (element.tagName.includes('-') && assets.exists(own)) name(own, 'script')
      }
    },
    nameInStyles: (css, warn) => nameInStyles(css, '', warn),
    follow() {
      // The iteration over a Map includes entries that are added meanwhile.
      for (const [path, use] of found) search(path, use)
      return Object.fromEntries(found)
    },
  }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path)
  return folder === '.' ? '' : folder
}

/** An address in a file of this folder. */
function classifyFrom(folder: string, address: string): Address {
  const plain = classify(address)
  const relative = plain.kind === 'local' || (plain.kind === 'outside' && address.trim().startsWith('../'))
  return relative && folder !== '' ? classify(`${encodeURI(folder)}/${address.trim()}`) : plain
}

/** Its source would contain its notes. */
function isDeck(document: Parent): boolean {
  const all = elements(document)
  const slides = all.some((e) => hasClass(e, 'reveal')) && all.some((e) => hasClass(e, 'slides'))
  return slides || all.some((e) => e.tagName === 'aside' && hasClass(e, 'notes'))
}

const linked = (link: Element): Named[] => [{ address: attribute(link, 'href') ?? '', use: 'style' }]
const scripted = (script: Element): Named[] => [{ address: attribute(script, 'src') ?? '', use: 'script' }]
