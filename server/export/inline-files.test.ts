/** Tests for putting a deck's files into one file. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findDecks, loadDeck } from '../deck/load.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'
import { inlineFiles } from './inline-files.ts'

const DECK = `---
css: style.css
---

![](dot.png)

<img srcset="dot.png 1x, big.png 2x" src="big.png">

---

<!-- .slide: data-background="dot.png" -->

Note: ![](secret.png)
`

async function inlined() {
  const folder = join(await mkdtemp(join(tmpdir(), 'lectern-')), 'deck')
  onTestFinished(() => rm(join(folder, '..'), { recursive: true }))
  await mkdir(folder)
  for (const name of ['dot', 'big', 'secret', 'unnamed']) await writeFile(join(folder, `${name}.png`), name)
  await writeFile(join(folder, 'style.css'), 'h2 { background: url(dot.png) }')
  await writeFile(join(folder, 'deck.md'), DECK)
  const [source] = await findDecks(folder)
  const deck = await loadDeck(source!)
  return inlineFiles({ deck, source: source!, pictures: {} as Pictures, assets: folder })
}

const bodies = ({ files }: { files: readonly { base64: string }[] }) =>
  files.map(({ base64 }) => Buffer.from(base64, 'base64').toString())

test('[W26] pictures in attributes and styles become files, each once', async () => {
  const inline = await inlined()
  expect(await inline.html('<p>a &lt; b</p><img src="dot.png" alt="a > b"><img data-src="dot.png">')).toBe(
    '<p>a &lt; b</p><img src="lectern-file:0" alt="a > b"><img data-src="lectern-file:0">',
  )
  expect(await inline.html('<img srcset="dot.png 1x, big.png 2x">')).toBe(
    '<img srcset="lectern-file:0 1x, lectern-file:1 2x">',
  )
  expect(await inline.html('<section data-background="dot.png" data-x="1">')).toBe(
    '<section data-background-image="lectern-file:0" data-x="1">',
  )
  expect(await inline.html('<p style="background: url(&quot;dot.png&quot;)">')).toBe(
    '<p style="background: url(&quot;lectern-file:0&quot;)">',
  )
  expect(await inline.css("h2 { background: url('dot.png') } h3 { background: url(#a) }")).toBe(
    'h2 { background: url("lectern-file:0") } h3 { background: url(#a) }',
  )
  expect(bodies(inline)).toEqual(['dot', 'big'])
})

test('[W21] [W26] files of notes, files that the deck does not name, and other files stay outside', async () => {
  const inline = await inlined()
  const html =
    '<img src="secret.png"><img src="unnamed.png"><img src="../deck/deck.md"><img src="https://a.example/dot.png"><a href="dot.png">x</a><section data-background="#fff">'
  expect(await inline.html(html)).toBe(html)
  expect(inline.files).toEqual([])
})
