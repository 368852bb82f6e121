/** A slide of another program's deck while it becomes a draft. */
import { append, createElement, type Element } from '../dom.ts'
import { errorDraft, type Draft } from '../draft.ts'
import type { FrontMatter } from '../front-matter.ts'
import type { ToHtml } from '../markdown.ts'
import { warnInto, type Kind, type Origin, type Report, type Warn } from '../origin.ts'
import { parseSlideHtml } from '../unclosed.ts'

/** What becomes of a whole deck. */
export interface DialectDeck {
  head: FrontMatter
  drafts: Draft[]
  /** Style sheets of the deck. */
  css: string[]
  /** Styles for the layouts, which are no theme. */
  ours: string
}

/** Notes what does not run on a slide. */
export type Lacks = (what: string, text?: string) => void

/** The report has one line for each thing, with the numbers of its slides. */
export function lacking(program: string, slide: number, warn: Warn): Lacks {
  return (what, text = what) => {
    const kind: Kind = {
      key: `${program} ${what}`,
      name: String(slide),
      several: (_count, slides) =>
        `${what} of ${program} does not run here: ${/\D/.test(slides) ? 'slides' : 'slide'} ${slides}.`,
    }
    warn(`${what} of ${program} does not run here: slide ${slide}.`, { text, kind })
  }
}

/** A slide with what `fill` puts into it; a neutral one if that fails. */
export function draftPage(
  origin: Origin,
  toHtml: ToHtml,
  warnings: Report,
  notes: string,
  fill: (section: Element, warn: Warn) => void,
): Draft {
  const warn = warnInto(warnings, origin)
  try {
    const section = createElement('section')
    fill(section, warn)
    if (notes.trim()) {
      const written = parseSlideHtml(toHtml(notes, warn), warn)
      append(section, [createElement('aside', { class: 'notes' }, written)])
    }
    return { section, origin, below: [] }
  } catch (error) {
    return errorDraft(origin, error, warnings)
  }
}
