/** The deck on the phone: outline, notes, and the slides cut into single sections for pictures. */
import { countSlides } from '../../client/furniture.ts'
import type { Counted } from '../../client/slide-number.ts'
import type { Deck } from '../../protocol/deck.ts'

/**
 * The content of `presenter/deck.json`. `slides` is the public HTML; `stylesheets` are addresses relative to the
 * talk's folder.
 */
interface PhoneDeck extends Pick<
  Deck,
  | 'version'
  | 'title'
  | 'outline'
  | 'notes'
  | 'settings'
  | 'durationMinutes'
  | 'timings'
  | 'theme'
  | 'flagged'
  | 'warnings'
> {
  slides: string
  stylesheets: string[]
  /** This phone's label among the drivers. */
  device: string
}

export interface LoadedDeck extends PhoneDeck {
  /** By {@link sectionKey}: a copy of the slide's `<section>`, inside its stack's `<section>` if it has one. */
  sections: ReadonlyMap<string, HTMLElement>
  /** Elements beside the slides, which pictures show too. */
  beside: readonly HTMLElement[]
  counted: readonly Counted[]
  /** The deck's own style sheets, parsed once for all pictures. */
  styles: CSSStyleSheet[]
}

export function sectionKey(at: { h: number; v: number }): string {
  return `${at.h}/${at.v}`
}

/** `unauthorized`: this browser is not paired. `unavailable`: no usable answer; try again later. */
export async function loadDeck(): Promise<LoadedDeck | 'unauthorized' | 'unavailable'> {
  try {
    const response = await fetch('presenter/deck.json', {
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status === 401) return 'unauthorized'
    if (!response.ok) return 'unavailable'
    const deck = (await response.json()) as PhoneDeck
    return { ...deck, ...cutSlides(deck.slides), styles: await loadStyles(deck) }
  } catch {
    return 'unavailable'
  }
}

/** A sheet that cannot be loaded is skipped, as a browser does on the stage. */
async function loadStyles(deck: PhoneDeck): Promise<CSSStyleSheet[]> {
  const loaded = await Promise.all(
    deck.stylesheets.map(async (href) => {
      const url = new URL(href, location.href)
      url.searchParams.set('v', deck.version)
      const response = await fetch(url).catch(() => null)
      if (!response?.ok) return []
      const sheet = new CSSStyleSheet({ baseURL: url.href })
      await sheet.replace(await response.text())
      registerFonts(sheet, url)
      return [sheet]
    }),
  )
  return loaded.flat()
}

/** Fonts in a shadow root's sheets are not loaded, so they are registered in the page. */
function registerFonts(sheet: CSSStyleSheet, url: URL): void {
  const faces = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule)
  if (faces.length === 0) return
  const fonts = new CSSStyleSheet({ baseURL: url.href })
  fonts.replaceSync(faces.map((rule) => rule.cssText).join('\n'))
  document.adoptedStyleSheets.push(fonts)
}

/** In a template, nothing loads and no element starts before its section is copied into a picture. */
function cutSlides(html: string): Pick<LoadedDeck, 'sections' | 'beside' | 'counted'> {
  const template = document.createElement('template')
  template.innerHTML = html
  const sections = new Map<string, HTMLElement>()
  const beside = ([...template.content.children] as HTMLElement[]).filter((e) =>
    e.hasAttribute('data-beside'),
  )
  const counted = countSlides(template.content)
  for (const hidden of template.content.querySelectorAll('section[data-visibility="hidden"]')) hidden.remove()
  const tops = [...template.content.children].filter(isSection).filter((top) => top.childNodes.length > 0)
  tops.forEach((top, h) => {
    const stack = [...top.children].filter(isSection)
    if (stack.length === 0) return void sections.set(sectionKey({ h, v: 0 }), top)
    stack.forEach((slide, v) => {
      const wrapper = top.cloneNode(false) as HTMLElement
      wrapper.classList.add('stack')
      wrapper.append(slide)
      sections.set(sectionKey({ h, v }), wrapper)
    })
  })
  return { sections, beside, counted }
}

function isSection(element: Element): element is HTMLElement {
  return element.localName === 'section'
}
