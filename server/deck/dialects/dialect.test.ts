/** Tests for the recognition of other programs' decks: a deck for reveal.js is never taken for one. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { splitFrontMatter } from '../front-matter.ts'
import { dialectOf } from './dialect.ts'

function dialect(source: string): string {
  const { yaml, body } = splitFrontMatter(source)
  return dialectOf(body, yaml ?? '')
}

test.each([
  '---\ntheme: auto\ndrawings:\n  persist: false\n---\n# A',
  '---\ntheme: seriph\n---\n# A',
  '---\nlayout: cover\n---\n# A',
  '# A\n\n---\nlayout: two-cols\n---\n\n# B',
  '# A\n\n---\ntransition: fade\nlayout: center\n---\n\n# B',
  '# A\n\n---\nsrc: ./more.md\n---\n',
  '# A\n\n<v-click>\n\nb\n\n</v-click>',
  '# A\n\n::right::\n\nb',
  '---\ndialect: slidev\n---\n# A',
])('[DT3] a deck of Slidev: %j', (source) => {
  expect(dialect(source)).toBe('slidev')
})

test.each([
  '---\nmarp: true\n---\n# A',
  '---\ntheme: gaia\nmarp: true\npaginate: true\n---\n# A',
  '---\ntheme: gaia\npaginate: true\n---\n# A',
  '<!-- class: invert -->\n\n# A',
  '# A\n\n---\n\n![bg right:40%](a.png)\n\n# B',
])('[DT3] a deck of Marp: %j', (source) => {
  expect(dialect(source)).toBe('marp')
})

test.each([
  '# A\n\n---\n\n# B',
  '---\ntitle: A\ntheme: black\nlayout: default\n---\n# A',
  '---\nlayout: slides\n---\n# A',
  '---\nrevealOptions:\n  transition: fade\n---\n# A\n\n---\nlayout: cover\n---\n# B',
  '# A\n\n```md\n---\nlayout: cover\n---\n```\n\nUse `<v-click>`.',
  '---\ndrawings: x\n---\n<!-- .slide: class="a" -->\n# A',
  '---\nmdc: true\n---\n# A\n\n::: poll\n- a\n- b\n:::',
  '---\ndialect: lectern\nmarp: true\n---\n# A',
  '# A\n\nlayout: cover\n\n---\n\n# B',
  '# A\n\n```md\n![bg](a.png)\n```\n\nUse `<!-- paginate: true -->`.\n\n![bgs](a.png)',
])('[DT3] a deck for reveal.js: %j', (source) => {
  expect(dialect(source)).toBe('lectern')
})

test('[DT3] no deck of this repository for reveal.js is taken for one of another program', () => {
  const own = ['slides', 'tests/decks'].flatMap((folder) =>
    readdirSync(folder).map((name) => `${folder}/${name}/deck.md`),
  )
  const found = own.flatMap((path) => {
    try {
      return [`${path} ${dialect(readFileSync(path, 'utf8'))}`]
    } catch {
      // An HTML deck has no such file.
      return []
    }
  })
  expect(found.filter((line) => !line.endsWith(' lectern'))).toEqual([
    'tests/decks/marp/deck.md marp',
    'tests/decks/slidev/deck.md slidev',
  ])
})
