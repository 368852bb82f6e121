/** Tests for unclosed.ts. */
import { expect, test } from 'vitest'
import { parseSlideHtml } from './unclosed.ts'

function warnings(html: string): string[] {
  const found: string[] = []
  parseSlideHtml(html, (message) => found.push(message))
  return found
}

test('[D12] a tag that is never closed is told of', () => {
  expect(warnings('<div><b>x</div>')).toMatchInlineSnapshot(`
    [
      "<b> is not closed; it ends with its slide.",
    ]
  `)
  expect(warnings('<p>a<a href="x')).toMatchInlineSnapshot(`
    [
      "A tag or a comment is cut off: it has no “>” before the slide ends.",
    ]
  `)
  expect(warnings('<!-- a')).toMatchInlineSnapshot(`
    [
      "A tag or a comment is cut off: it has no “>” before the slide ends.",
    ]
  `)
})

test('[D12] tags that may stay open are fine', () => {
  expect(warnings('<ul><li>a<li>b</ul><p>c<table><tr><td>d</table><img><svg><path/><g></g></svg>')).toEqual(
    [],
  )
})
