/** Tests for files.ts and named.ts: which files a whole deck names. */
import { expect, test } from 'vitest'
import type { Deck } from '../../protocol/deck.ts'
import { parseDeck } from './parse.ts'

function compile(text: string, texts: Record<string, string> = {}, file = 'deck.md'): Promise<Deck> {
  const assets = { exists: () => true, read: (path: string) => texts[path] ?? null }
  return parseDeck({ id: 'deck', file, text, assets })
}
const files = async (...given: Parameters<typeof compile>): Promise<Deck['files']> =>
  (await compile(...given)).files

test.each([
  ['<img src="a%20b.png?x" srcset="c.png 1x, d.png 2x">', 'a b.png c.png d.png'],
  [
    '<video poster="p.jpg" data-src="v.mp4"><source src="w.webm"><track src="t.vtt"></video>',
    'p.jpg v.mp4 w.webm t.vtt',
  ],
  [
    '<!-- .slide: data-background-image="a.png, b.png" data-background-video="v.mp4" -->',
    'a.png b.png v.mp4',
  ],
  ['<!-- .slide: data-background="a.png" -->', 'a.png'],
  ['<p style="background: url(\'a.png\')">x</p>', 'a.png'],
  ['<svg><image href="a.png"/><use xlink:href="b.svg#c"/></svg>', 'a.png b.svg'],
  ['<p data-preview-image="a.png">x</p>', 'a.png'],
  ['<style>@font-face { src: url("f.woff2") } /* url(no.png) */</style>', 'f.woff2'],
])('[S37] a slide names files: %s', async (slide, expected) => {
  expect(await files(`# A\n\n${slide}`)).toEqual(
    Object.fromEntries(expected.split(/ (?!b\.png c)/).map((path) => [path, 'shown'])),
  )
})

test('[S37] finds pages and PDFs in frames, backgrounds and links, each with its use', async () => {
  const slide =
    '<!-- .slide: data-background-iframe="bg.html" -->\n<iframe data-src="demo/a.html"></iframe>\n\n[PDF](b.pdf) [page](c.html) [site](https://x.test/d.html)'
  expect(await files(slide)).toEqual({
    'bg.html': 'frame',
    'demo/a.html': 'frame',
    'b.pdf': 'link',
    'c.html': 'link',
  })
})

test("[S37] files in style sheets are relative to their sheet's folder; the sheets are served as one", async () => {
  const texts = {
    'css/a.css': '@import "b.css"; @import url(more/c.css); p { background: url(../img/a.png) }',
    'css/more/c.css': 'p { background: url(b.png) }',
  }
  expect(await files('---\ncss: css/a.css\n---\n# A', texts)).toEqual({
    'img/a.png': 'shown',
    'css/more/b.png': 'shown',
  })
})

test("[S37] finds an element's script by its tag, with its relative imports and quoted files", async () => {
  const texts = { 'elements/live-x.js': `import './util.js'\nconst a = 'img/a.png'\nimport("../lib/b.js")` }
  expect(await files('::: live-x\n:::', texts)).toEqual({
    'elements/live-x.js': 'script',
    'elements/util.js': 'script',
    'img/a.png': 'shown',
    'lib/b.js': 'script',
  })
})

test('[S37] a framed page names its own files', async () => {
  const page =
    '<link rel="stylesheet" href="p.css"><script src="p.js"></script><img src="../a.png"><script>fetch("d.json")</script>'
  expect(await files('<iframe src="demo/p.html"></iframe>', { 'demo/p.html': page })).toEqual({
    'demo/p.html': 'frame',
    'demo/p.css': 'style',
    'demo/p.js': 'script',
    'a.png': 'shown',
    'demo/d.json': 'shown',
  })
})

test('[S38] only the presenter gets files that only notes name', async () => {
  const named = await files('# A\n\n![](both.png)\n\nNote: ![](mine.png) ![](both.png)')
  expect(named).toEqual({ 'both.png': 'shown', 'mine.png': 'notes' })
})

test('[S39] the source of a deck is never served, because it contains its notes', async () => {
  const deck =
    '<div class="reveal"><div class="slides"><section>A <a href="talk.html#/2">2</a></section></div></div>'
  expect(await files(deck, {}, 'talk.html')).toEqual({})
  const other = await compile('[other](other.html) <iframe src="noted.html"></iframe>', {
    'other.html': deck,
    'noted.html': '<aside class="notes">SECRET</aside>',
  })
  expect(other.files).toEqual({})
  expect(other.warnings.map(({ message }) => message)).toContain(
    'other.html is not served, because it is a deck with notes. Present it as a separate talk.',
  )
})

test('[S37] hidden slides and comments name nothing', async () => {
  expect(
    await files('<!-- .slide: data-visibility="hidden" -->\n![](a.png)\n\n---\n\n# B <!-- ![](b.png) -->'),
  ).toEqual({})
})

test('[S37] an HTML deck lists files in a meta element; missing files cause a warning', async () => {
  const deck = await compile(
    '<meta name="lectern-files" content="img/, ../up.png .git/"><div class="slides"><section>A</section></div>',
    {},
    'index.html',
  )
  expect(deck.files).toEqual({ img: 'shown' })
  expect(deck.warnings.map(({ message }) => message)).toEqual([
    "“files”: ../up.png is not in the deck's folder.",
    "“files”: .git/ is not in the deck's folder.",
  ])
})

test('[D28] remote style sheets and fonts cause one warning with a count', async () => {
  const css = ['a', 'b'].map((name) => `@import url(https://fonts.test/${name}.css);`).join('')
  const { warnings } = await compile(`# A\n\n<style>${css} p { src: url(//cdn.test/f.woff2) }</style>`)
  expect(warnings).toEqual([
    {
      file: 'deck.md',
      line: 3,
      message: '2 style sheets are on other hosts, and no page loads them. Copy them into the folder.',
    },
    {
      file: 'deck.md',
      line: 3,
      message:
        'The file //cdn.test/f.woff2 is on another host, and no page loads it. Copy it into the folder.',
    },
  ])
})
