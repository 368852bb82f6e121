/** Tests for render.ts. */
import { expect, test } from 'vitest'
import { renderSlides } from './render.ts'

const slide = (html: string, attributes = {}): { attributes: object; html: string; children: [] } => ({
  attributes,
  html,
  children: [],
})
const sections = [
  slide('<p>a</p>', { class: 'x', 'data-state': 'a"b' }),
  {
    ...slide('', { id: 's' }),
    children: [slide('<p>b</p>'), slide('<i class="fragment">c</i><i class="fragment">d</i>')],
  },
] as Parameters<typeof renderSlides>[0]

test('[D18] renders sections with their attributes, and marks stacks', () => {
  expect(renderSlides(sections)).toMatchInlineSnapshot(`
    "<section class="x" data-state="a&quot;b"><p>a</p></section>
    <section id="s" class="stack">
    <section><p>b</p></section>
    <section><i class="fragment">c</i><i class="fragment">d</i></section>
    </section>"
  `)
})

test('[D18] the slide at a position and its stack are present, and its steps so far are visible', () => {
  expect(renderSlides(sections, { h: 1, v: 1, f: 0 })).toMatchInlineSnapshot(`
    "<section class="x" data-state="a&quot;b"><p>a</p></section>
    <section id="s" class="stack present">
    <section><p>b</p></section>
    <section class="present"><i class="fragment visible current-fragment">c</i><i class="fragment">d</i></section>
    </section>"
  `)
})

test('[D18] a position that does not exist marks nothing', () => {
  expect(renderSlides(sections, { h: 9, v: 0, f: -1 })).toBe(renderSlides(sections))
})
