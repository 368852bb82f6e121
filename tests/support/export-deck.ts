/** A small deck for the stories of exports: steps, links, a poll, a picture, notes, and an element of its own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { sameThread } from '../../server/deck/compiler.ts'
import { findDecks } from '../../server/deck/load.ts'
import { createPictures } from '../../server/deck/pdf/pictures.ts'
import type { SiteParts } from '../../server/export/site.ts'
import { temporaryFolder } from './server.ts'

const DECK = `---
title: Bread at Home
theme: light
---

# Bread

![A loaf](loaf.svg)

Note: Bring the loaf. ![How it looks inside](inside.svg)

---

## Steps

- Flour <!-- .element: class="fragment" -->
- Water <!-- .element: class="fragment" -->

[To the poll](#/poll) and [the mill](https://example.com/mill) and [the demo](demos/chat)

---

<!-- .slide: id="poll" -->

## Which flour?

<live-poll id="flour">
<p>Which flour?</p>
<ul><li>Rye</li><li>Spelt</li></ul>
</live-poll>

---

## Who is here?

<live-oven>Nobody knows without a server.</live-oven>
`
const picture = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="80" height="40" fill="${colour}"/></svg>`

/** The deck, compiled, in a folder called `bread`. */
export async function exportDeck(): Promise<SiteParts> {
  const root = join(await temporaryFolder(), 'bread')
  await mkdir(join(root, 'elements'), { recursive: true })
  await writeFile(join(root, 'deck.md'), DECK)
  await writeFile(join(root, 'loaf.svg'), picture('#c80'))
  await writeFile(join(root, 'inside.svg'), picture('#fed'))
  await writeFile(join(root, 'elements', 'live-oven.js'), 'export default () => class extends HTMLElement {}')
  const [source] = await findDecks(root)
  if (!source) throw new Error('There is no deck.')
  const pictures = createPictures(null, pino({ level: 'silent' }))
  onTestFinished(() => pictures.close())
  return { deck: await sameThread.load(source), source, pictures, built: 'dist/client' }
}
