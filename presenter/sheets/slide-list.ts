/** A list of slides in a sheet, each with a few words; slides without words are left out. */
import type { Outline, OutlineSlide } from '../../protocol/deck.ts'
import { el } from '../dom/dom.ts'

export function createSlideList(label: string) {
  const element = el('ol', { class: 'slide-list', 'aria-label': label })
  let drawn = ''
  return {
    element,
    draw(outline: Outline, wordsFor: (slide: OutlineSlide) => string): void {
      const rows = outline.flatMap((slide, i) => {
        const words = wordsFor(slide)
        return words === '' ? [] : [{ number: `${i + 1}`, title: slide.title, words }]
      })
      const key = JSON.stringify(rows)
      if (key === drawn) return
      drawn = key
      element.replaceChildren(
        ...rows.map(({ number, title, words }) =>
          el('li', {}, el('span', {}, `${number} ${title}`), ' ', el('b', {}, words)),
        ),
      )
    },
  }
}
