import { expect, test } from 'vitest'
import { innerHtml, parseHtml, createElement } from './dom.ts'
import { outlineElements } from './outline-elements.ts'

function slideOf(source: string) {
  return createElement('section', {}, parseHtml(source))
}

test("[T38] the outline has an element's attributes, text and list items", () => {
  const slide = slideOf(
    '<live-poll kind="single"><h3>Tabs or\n spaces?</h3><ul><li><b>Tabs</b></li><li>Spaces, of course</li></ul></live-poll><live-chat></live-chat>',
  )
  expect(outlineElements(slide)).toEqual([
    {
      name: 'live-poll',
      attributes: { kind: 'single' },
      text: 'Tabs or spaces?',
      items: ['Tabs', 'Spaces, of course'],
    },
    { name: 'live-chat', attributes: {} },
  ])
})

test('[D37] private content is only in the outline: no byte of it stays in the slide', () => {
  const slide = slideOf(
    [
      '<live-quiz kind="single" private-right="2" data-markdown><p>Which is a lie?</p>',
      '<ul><li>Polling</li><li>Sockets</li></ul>',
      '<p data-private>Because <em>nobody</em> polls.</p><ol data-private><li>Read the RFC</li></ol></live-quiz>',
    ].join(''),
  )
  expect(outlineElements(slide)).toEqual([
    {
      name: 'live-quiz',
      attributes: { kind: 'single' },
      text: 'Which is a lie?',
      items: ['Polling', 'Sockets'],
      private: { attributes: { right: '2' }, text: 'Because nobody polls.', items: ['Read the RFC'] },
    },
  ])
  const left = innerHtml(slide)
  for (const secret of ['right', 'private', 'nobody', 'RFC']) expect(left).not.toContain(secret)
})

test('[T38] drawings and plain tags are not elements, and a long still is cut', () => {
  const slide = slideOf(`<svg><font-face/></svg><p>x</p><live-map>${'word '.repeat(1000)}</live-map>`)
  const [map, ...others] = outlineElements(slide)
  expect(others).toEqual([])
  expect(map?.text).toHaveLength(1000)
})
