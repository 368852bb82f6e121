/** Limits the styles that a deck of another program writes for one slide to that slide. */
import { generate, parse, walk, type CssNode } from 'css-tree'
import { hasDeepBrackets } from '../depth.ts'

/** `mark` is a class of the slide. The selector `section` means the slide itself. */
export function limitToSlide(css: string, mark: string): string {
  // The style sheet of the deck reports it.
  if (hasDeepBrackets(css)) return css
  const sheet = parse(css)
  walk(sheet, {
    visit: 'Rule',
    enter(rule) {
      if (this.rule || /keyframes$/i.test(this.atrule?.name ?? '') || rule.prelude.type !== 'SelectorList')
        return
      rule.prelude.children.forEach((selector) => {
        if (selector.type !== 'Selector') return
        const { first } = selector.children
        const own: CssNode = { type: 'ClassSelector', name: mark }
        if (first?.type === 'TypeSelector' && first.name === 'section') {
          const head = selector.children.shift()
          selector.children.prependData(own)
          if (head) selector.children.prepend(head)
        } else {
          selector.children.prependData({ type: 'Combinator', name: ' ' })
          selector.children.prependData(own)
        }
      })
    },
  })
  return generate(sheet)
}
