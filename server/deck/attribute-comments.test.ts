/** Tests for attribute-comments.ts. */
import { expect, test } from 'vitest'
import { applyAttributeComments } from './attribute-comments.ts'
import { append, createElement, innerHtml, parseHtml } from './dom.ts'

function apply(html: string): string {
  const section = createElement('section', {}, parseHtml(html))
  applyAttributeComments(section, null)
  const shell = createElement('div')
  append(shell, [section])
  return innerHtml(shell)
}

test('[D1] an element comment applies to the element before it, or to its parent if it comes first', () => {
  expect(apply('<p>a <em>b</em> <!-- .element: class="x" --></p>')).toMatchInlineSnapshot(
    `"<section><p>a <em class="x">b</em> <!-- --></p></section>"`,
  )
  expect(apply('<p>a<br><!-- .element: class="x" data-y="z" data-bare --></p>')).toMatchInlineSnapshot(
    `"<section><p class="x" data-y="z" data-bare="">a<br><!-- --></p></section>"`,
  )
})

test('[D1] after a list it applies to the last item; after an empty line, to the list', () => {
  expect(apply('<ul><li>a</li><li>b</li></ul>\n<!-- .element: class="x" -->')).toMatchInlineSnapshot(`
    "<section><ul><li>a</li><li class="x">b</li></ul>
    <!-- --></section>"
  `)
  expect(apply('<ul><li>a</li></ul>\n\n<!-- .element: class="x" -->')).toMatchInlineSnapshot(`
    "<section><ul class="x"><li>a</li></ul>

    <!-- --></section>"
  `)
})

test('[D1] a slide comment applies to the slide, at any depth', () => {
  expect(apply('<ul><li>a <!-- .slide: data-background="red" id="b" --></li></ul>')).toMatchInlineSnapshot(
    `"<section data-background="red" id="b"><ul><li>a <!-- --></li></ul></section>"`,
  )
})

test('[D1] the slide or the section around it may choose other markers', () => {
  const parent = createElement('section', { 'data-element-attributes': '{_\\s*?([^}]+?)}' })
  const section = createElement('section', {}, parseHtml('<p>a</p><!-- {_class="x"} -->'))
  applyAttributeComments(section, parent)
  expect(innerHtml(section)).toMatchInlineSnapshot(`"<p class="x">a</p><!--  -->"`)
})
