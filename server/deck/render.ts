/** Renders compiled slides to the HTML of a page. */
import type { Section } from '../../protocol/deck.ts'
import type { Position } from '../../protocol/position.ts'
import { lightLines } from './code.ts'
import { addClass, createElement, innerHtml, parseHtml } from './dom.ts'
import { escapeHtml } from './escape.ts'
import { fragmentSteps } from './steps.ts'

/** With `at`, that slide is `present` and its steps so far are `visible`, so that it shows before any script runs. */
export function renderSlides(sections: Section[], at?: Position): string {
  return sections
    .map((section, h) => {
      const here = at?.h === h ? at : undefined
      const stack = section.children.length > 0
      if (!stack)
        return renderSection(
          section,
          here ? showSteps(section.html, here.f) : section.html,
          here ? ['present'] : [],
        )
      const children = section.children.map((child, v) =>
        here?.v === v
          ? renderSection(child, showSteps(child.html, here.f), ['present'])
          : renderSection(child, child.html, []),
      )
      return renderSection(section, `\n${children.join('\n')}\n`, here ? ['stack', 'present'] : ['stack'])
    })
    .join('\n')
}

function renderSection({ attributes }: Section, html: string, classes: string[]): string {
  const names = [attributes['class'], ...classes].filter(Boolean).join(' ')
  const all = names ? { ...attributes, class: names } : attributes
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
  return `<section${written.join('')}>${html}</section>`
}

/** The slide's HTML with the steps up to `f` shown. Its pictures load without reveal.js, which loads them otherwise. */
function showSteps(hidden: string, f: number): string {
  const html = hidden.replaceAll('<img data-src="', '<img src="')
  if (f < 0) return html
  const slide = createElement('section', {}, parseHtml(html))
  for (const [step, fragments] of fragmentSteps(slide).entries()) {
    if (step > f) break
    for (const fragment of fragments) {
      addClass(fragment, 'visible', ...(step === f ? ['current-fragment'] : []))
    }
  }
  lightLines(slide)
  return innerHtml(slide)
}
