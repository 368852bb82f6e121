/** Tests for compiler.ts: real threads. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCompiler, type Compiler, type CompilerLimits } from '../../server/deck/compiler.ts'
import { hasNothing, loadDeck, type DeckSource } from '../../server/deck/load.ts'

function deck(text: string, name = 'deck.md'): DeckSource {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lectern-compiler-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const entry = join(root, name)
  writeFileSync(entry, text)
  return { id: 'deck', root, entry }
}

function compiler(limits?: Partial<CompilerLimits>): Compiler {
  const made = createCompiler(limits)
  onTestFinished(() => made.close())
  return made
}

/** Backtracking of this regular expression takes half an hour. */
const NEVER_ENDS = `---\nseparator: "^(a|aa)+$"\n---\n# A\n\n${'a'.repeat(60)}b`

test('[D23] compiles the same deck in the thread as in this one', { timeout: 60_000 }, async () => {
  const source = deck('# A\n\nNote: n\n\n---\n\n```js\nlet a\n```\n\n$x$\n\n![](gone.png)')
  expect(await compiler().load(source)).toEqual(await loadDeck(source))
})

test(
  '[D23] a deck that takes too long is an error with its position, and the next one compiles',
  { timeout: 60_000 },
  async () => {
    // Only this thread's clock: the compiler's thread works on.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { load } = compiler({ limitMs: 3000 })
    const stuck = load(deck(NEVER_ENDS))
    const next = load(deck('# Next'))
    // The limit counts from the moment when the thread begins.
    await expect.poll(() => vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(3000)
    const failed = await stuck
    expect(failed.errors).toEqual([
      {
        file: 'deck.md',
        line: 1,
        message: 'Compiling was stopped after 3 s, at the content that starts on this line.',
      },
    ])
    expect(hasNothing(failed)).toBe(true)
    expect((await next).outline[0]?.title).toBe('Next')
  },
)

test('[D23] the position is that of the current slide, in its own file', { timeout: 60_000 }, async () => {
  const source = deck(
    '<div class="slides">\n<section>One</section>\n<section data-markdown="more.md" data-separator-notes="^(a|aa)+$"></section></div>',
    'index.html',
  )
  writeFileSync(join(source.root, 'more.md'), `# A\n\n---\n\n## B\n\n${'a'.repeat(60)}b`)
  const { load } = compiler({ limitMs: 300 })
  // On a busy machine the thread may be stopped before it is there.
  await expect.poll(async () => (await load(source)).errors).toMatchObject([{ file: 'more.md', line: 4 }])
})

test(
  '[D23] a thread that runs out of memory is an error of the deck, and affects nothing else',
  { timeout: 60_000 },
  async () => {
    const { errors } = await compiler({ memoryMb: 4 }).load(deck('# A'))
    expect(errors).toEqual([
      {
        file: 'deck.md',
        line: 1,
        message: 'Compiling needed more than 4 MB of memory, at the content that starts on this line.',
      },
    ])
  },
)
