/** Tests for unclosed.ts. */
import { expect, test } from 'vitest'
import { parseSlideHtml } from './unclosed.ts'

function warnings(html: string): string[] {
  const found: string[] = []
  parseSlideHtml(html, (message) => found.push(message))
  return found
}

test('[D12] warns about a tag that is never closed', () => {
  expect(warnings('<div><b>x</div>')).toMatchInlineSnapshot(`
    [
      "<b> is not closed; it ends with its slide.",
    ]
  `)
  expect(warnings('<p>a<a href="x')).toMatchInlineSnapshot(`
    [
      "A tag or a comment is incomplete: it has no “>” before the end of the slide.",
    ]
  `)
  expect(warnings('<!-- a')).toMatchInlineSnapshot(`
    [
      "A tag or a comment is incomplete: it has no “>” before the end of the slide.",
    ]
  `)
})

test('[D12] does not warn about tags that need no end tag', () => {
  expect(warnings('<ul><li>a<li>b</ul><p>c<table><tr><td>d</table><img><svg><path/><g></g></svg>')).toEqual(
    [],
  )
})
