/** Tests for notes.ts. */
import { expect, test } from 'vitest'
import { createElement, innerHtml, parseHtml, setAttribute } from './dom.ts'
import { NOTES_SEPARATOR, splitNotes, takeNotes } from './notes.ts'

const take = (html: string): { notes: string; slide: string } => {
  const slide = createElement('section', {}, parseHtml(html))
  return { notes: takeNotes(slide), slide: innerHtml(slide) }
}

test('[D4] everything after “Note:” at the start of a line is private', () => {
  expect(splitNotes('# A\n\nText\n\nNote: one\n\ntwo', NOTES_SEPARATOR)).toMatchInlineSnapshot(`
    [
      "# A

    Text

    ",
      "one

    two",
    ]
  `)
  expect(splitNotes('# A\nNOTES:\nloud', NOTES_SEPARATOR)).toMatchInlineSnapshot(`
    [
      "# A
    ",
      "loud",
    ]
  `)
  expect(splitNotes('A word Note: is text', NOTES_SEPARATOR)).toMatchInlineSnapshot(`
    [
      "A word Note: is text",
      null,
    ]
  `)
})

test('[D4] a second “Note:” does not reveal the notes, although reveal.js then shows them all', () => {
  expect(splitNotes('# A\n\nNote: one\n\nNote: two', NOTES_SEPARATOR)).toMatchInlineSnapshot(`
    [
      "# A

    ",
      "one

    Note: two",
    ]
  `)
})

test('[D4] removes asides and data-notes from the slide, wherever they are', () => {
  expect(take('<div><aside class="notes big">deep <b>one</b></aside>seen</div><p data-notes="two">p</p>'))
    .toMatchInlineSnapshot(`
    {
      "notes": "two
    deep <b>one</b>",
      "slide": "<div>seen</div><p>p</p>",
    }
  `)
  expect(take('<template><aside class="notes">hidden</aside>kept</template>')).toMatchInlineSnapshot(`
    {
      "notes": "hidden",
      "slide": "<template>kept</template>",
    }
  `)
  expect(take('<aside>no note</aside>')).toMatchInlineSnapshot(`
    {
      "notes": "",
      "slide": "<aside>no note</aside>",
    }
  `)
})

test("[D4] reads the slide's own data-notes", () => {
  const slide = createElement('section', { id: 'a' })
  setAttribute(slide, 'data-notes', 'Speak <i>slowly</i>')
  expect([takeNotes(slide), slide.attrs]).toMatchInlineSnapshot(`
    [
      "Speak <i>slowly</i>",
      [
        {
          "name": "id",
          "value": "a",
        },
      ],
    ]
  `)
})
