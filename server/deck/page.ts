/** Fills the template of a page with slides and what else it needs. */
import type { Deck } from '../../protocol/deck.ts'
import type { Boot } from '../../protocol/wire.ts'
import { escapeHtml } from './escape.ts'

/** The classes of `.reveal` for a theme. */
export const LOOKS: Record<Deck['settings']['look'], string> = {
  lectern: 'lectern',
  centred: 'lectern centred',
  own: '',
}

export interface PageParts {
  language: string
  theme: string
  /** The classes of Lectern's own theme; empty if the deck brings a theme. */
  look?: string
  title: string
  description?: string
  /** Addresses of style sheets, relative to the page. */
  stylesheets?: string[]
  slides?: string
  talks?: { id: string; title: string }[]
  boot?: Boot
  /** The tag of the element on a demo's page. */
  demo?: string
  manifest?: string
}

/** Fills a template. Every part is escaped here, except slides, which are the compiler's HTML. */
export function fillPage(template: string, parts: PageParts): string {
  const head = [
    `<title>${escapeHtml(parts.title)}</title>`,
    parts.description && `<meta name="description" content="${escapeHtml(parts.description)}">`,
    parts.manifest &&
      `<link rel="manifest" href="${escapeHtml(parts.manifest)}" crossorigin="use-credentials">`,
    ...(parts.stylesheets ?? []).map(
      (href) => `<link rel="stylesheet" href="${escapeHtml(href)}" data-deck>`,
    ),
  ]
  const filled: Record<string, string> = {
    '%lectern.lang%': escapeHtml(parts.language),
    '%lectern.theme%': escapeHtml(parts.theme),
    '%lectern.look%': parts.look ?? '',
    '<!--lectern:head-->': head.filter(Boolean).join('\n'),
    '<!--lectern:slides-->': parts.slides ?? '',
    '<!--lectern:talks-->': (parts.talks ?? [])
      .map(({ id, title }) => `<li><a href="/${id}/"><span>${escapeHtml(title)}</span></a></li>`)
      .join('\n'),
    '<!--lectern:demo-->': parts.demo ? `<${parts.demo}></${parts.demo}>` : '',
    '<!--lectern:boot-->': parts.boot
      ? `<script type="application/json" id="boot">${JSON.stringify(parts.boot).replaceAll('<', '\\u003c')}</script>`
      : '',
  }
  return template.replace(/%lectern\.\w+%|<!--lectern:\w+-->/g, (place) => filled[place] ?? place)
}
