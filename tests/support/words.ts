/** Finds English words on a page that should be in another language. */
import { readFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ALL_WORDS } from '../../protocol/words/all.ts'
import type { Language } from '../../protocol/words/languages.ts'
import { DECK, TALK } from './deck.ts'
import { temporaryFolder } from './server.ts'

type Tree = { readonly [key: string]: string | Tree }

function texts(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)))
}

/** Texts of one language, as patterns for the whole text of an element; those that are the same in `other` are left out. */
function patterns(other: Language): RegExp[] {
  const same = new Set(texts(ALL_WORDS[other]))
  return texts(ALL_WORDS.en)
    .filter((text) => {
      const plain = text.replaceAll(/\{\w+\}/g, '')
      // “{from} to {to}” would match too much of what an author writes.
      return !same.has(text) && (plain === text ? /[a-z]{2}/i : /[a-z]{3}/i).test(plain)
    })
    .map((text) => {
      const escaped = text.trim().replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
      return new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, '.+')}$`)
    })
}

/** The English texts on this page, also those for screen readers. What the author wrote is left out. */
export async function englishOn(page: Page, language: Language): Promise<string[]> {
  const found = await page.evaluate(() => {
    const all: string[] = []
    const isAuthors = (element: Element): boolean =>
      element.closest(
        '.slides section, slide-picture, #notes, #tiles .title, #on-screen, script, style, noscript',
      ) !== null && element.closest('[data-live]') === null
    for (const element of document.querySelectorAll('title, body *')) {
      if (isAuthors(element)) continue
      for (const name of ['aria-label', 'placeholder', 'alt', 'title'])
        all.push(element.getAttribute(name) ?? '')
      for (const node of element.childNodes)
        if (node.nodeType === Node.TEXT_NODE) all.push(node.textContent ?? '')
    }
    return [...new Set(all.map((text) => text.replaceAll(/\s+/g, ' ').trim()))].filter((text) => text !== '')
  })
  const english = patterns(language)
  return found.filter((text) => english.some((pattern) => pattern.test(text)))
}

/** The deck of the stories with another front matter, for a server of its own. */
export async function deckWith(change: (source: string) => string): Promise<string> {
  const folder = join(await temporaryFolder(), TALK)
  await mkdir(folder)
  await writeFile(join(folder, 'deck.md'), change(await readFile(join(DECK, 'deck.md'), 'utf8')))
  return folder
}
