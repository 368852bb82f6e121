/** Drafts the slide of a page: its picture, its links over the picture, its text for screen readers, its notes. */
import { append, createElement, createText, type Element, type Node } from '../dom.ts'
import type { PdfLink } from './page-links.ts'
import type { PdfPage } from './read.ts'

/** The file of a page's picture, relative to the deck's folder. Nothing has this name on the disk. */
export const pictureName = (hash: string, page: number): string => `page-${hash}-${page}.webp`

/** Unlayered, so that it applies in every theme. */
export const PAGE_STYLES = `
.reveal .slides section.pdf-page { box-sizing: border-box; height: 100%; padding: 0; overflow: hidden; container-type: size }
.reveal .pdf-page > .picture { position: absolute; inset: 0; margin: auto; width: min(100cqw, 100cqh * var(--ratio)); height: min(100cqh, 100cqw / var(--ratio)) }
.reveal .pdf-page > .picture > img { display: block; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; border: 0; border-radius: 0; background: none; box-shadow: none }
.reveal .pdf-page > .picture > a { position: absolute; display: block; margin: 0; padding: 0; border: 0; border-radius: 2px; background: none }
.reveal .pdf-page > .text { position: absolute; top: 0; left: 0; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; font-size: 16px }
`

/** The widest and highest shape of a page; a strip of a pixel is no slide. */
const MOST_RATIO = 20

export function ratioOf({ width, height }: Pick<PdfPage, 'width' | 'height'>): number {
  const ratio = width / height
  return Number.isFinite(ratio) && ratio > 0 ? Math.min(MOST_RATIO, Math.max(1 / MOST_RATIO, ratio)) : 16 / 9
}

export interface PageSlide {
  hash: string
  number: number
  /** Unique in the deck. */
  id: string
  /** The id of a page's slide. */
  idOf: (page: number) => string
  notes: Node[]
}

export function pageSlide(page: PdfPage, { hash, number, id, idOf, notes }: PageSlide): Element {
  const section = createElement('section', { class: 'pdf-page', id })
  const picture = createElement('div', { class: 'picture', style: `--ratio: ${ratioOf(page).toFixed(4)}` }, [
    // reveal.js loads the pictures near the current slide, so a phone does not load the whole deck at once.
    createElement('img', { 'data-src': pictureName(hash, number), alt: '', decoding: 'sync' }),
    ...page.links.map((link) => anchor(link, idOf)),
  ])
  const title = createElement('h2', {}, [createText(page.title || `Page ${number}`)])
  const text = createElement('div', { class: 'text' }, [
    ...page.before.map(paragraph),
    title,
    ...page.after.map(paragraph),
  ])
  append(section, [picture, text])
  if (notes.length > 0) append(section, [createElement('aside', { class: 'notes' }, notes)])
  return section
}

export const paragraph = (text: string): Element => createElement('p', {}, [createText(text)])

function anchor({ to, text, left, top, width, height }: PdfLink, idOf: (page: number) => string): Element {
  const style = `left: ${left}%; top: ${top}%; width: ${width}%; height: ${height}%`
  const href = typeof to === 'number' ? `#/${idOf(to)}` : to
  const label = text || (typeof to === 'number' ? `Page ${to}` : to)
  return createElement('a', { href, style, 'aria-label': label })
}
