/** Tests for load.ts, find.ts and folder.ts: decks on a real disk. */
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { servedFile } from './folder.ts'
import { findDecks, loadDeck, type DeckSource } from './load.ts'

let folder = ''
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'lectern-deck-')))))
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text = ''): string {
  const full = join(folder, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
  return full
}

const ids = async (path = ''): Promise<string[]> =>
  (await findDecks(join(folder, path))).map((deck) => deck.id)
const only = async (path = ''): Promise<DeckSource> => {
  const [source] = await findDecks(join(folder, path))
  if (!source) throw new Error('no deck')
  return source
}

test('[D15] finds a file, a folder with an entry file, or a folder of decks, by name', async () => {
  write('b-talk/index.html')
  write('a-talk/deck.md')
  write('Über Brot.md')
  write('日本/deck.md')
  write('README.md')
  write('.hidden/deck.md')
  write('empty/notes.txt')
  expect(await ids('a-talk/deck.md')).toEqual(['a-talk'])
  expect(await ids('b-talk')).toEqual(['b-talk'])
  expect(await ids('Über Brot.md')).toEqual(['uber-brot'])
  expect(await ids()).toEqual(['a-talk', 'b-talk', 'uber-brot', 'deck'])
})

test('[D15] two decks with the same name are two talks', async () => {
  write('a/deck.md')
  write('A.md')
  expect(await ids()).toEqual(['a', 'a-2'])
})

test('[D15] reports in one readable line that there is no deck', async () => {
  write('notes.txt')
  await expect(findDecks(join(folder, 'gone'))).rejects.toThrow(
    /^There is no deck at .*gone: no such file or folder\.$/,
  )
  await expect(findDecks(folder)).rejects.toThrow(
    /^There is no deck in .*: no deck\.md, no index\.html and no PDF\.$/,
  )
  await expect(findDecks(join(folder, 'notes.txt'))).rejects.toThrow(/must end in \.md, \.html or \.pdf\.$/)
})

test('[D61] a text file over the limit is not read, and one line names its size and the limit', async () => {
  for (const name of ['deck.md', 'index.html']) {
    truncateSync(write(name), 20_000_001)
    const deck = await loadDeck({ id: 'big', root: folder, entry: join(folder, name) })
    const message = `${name} has 20.1 MB, and a deck has at most 20 MB.`
    expect(deck.errors).toEqual([{ file: name, line: 1, message }])
    expect(deck.outline).toHaveLength(1)
  }
})

test('[D12] a file that cannot be read is a deck with an error', async () => {
  const source = { id: 'gone', root: folder, entry: join(folder, 'gone.md') }
  const deck = await loadDeck(source)
  expect(deck.outline).toHaveLength(1)
  expect(deck.errors).toEqual([{ file: 'gone.md', line: 1, message: 'gone.md cannot be read (ENOENT).' }])
  expect(deck.warnings).toEqual(deck.errors)
})

test('[D14] serves files from the folder only, whatever a deck names', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'lectern-outside-'))
  try {
    writeFileSync(join(outside, 'secret.png'), 'SECRET')
    writeFileSync(join(outside, 'secret.md'), '# SECRET')
    write('talk/deck.md', '# A')
    const image = write('talk/img/a b.png', 'PNG')
    write('talk/element.js', '')
    write('talk/.env.png', 'SECRET')
    write('talk/.git/a.png', 'SECRET')
    write('secret.png', 'SECRET')
    symlinkSync(join(outside, 'secret.png'), join(folder, 'talk/link.png'))
    symlinkSync(outside, join(folder, 'talk/linked'))
    symlinkSync(join(folder, 'talk/deck.md'), join(folder, 'talk/deck.png'))
    symlinkSync(join(folder, 'talk/.git'), join(folder, 'talk/git'))
    const { root } = await only('talk')
    const served = (path: string): string | undefined => servedFile(root, { './': 'folder' }, path)?.file

    expect(served('img/a%20b.png')).toBe(image)
    expect(served('/img/a%20b.png?v=1')).toBe(image)
    expect(served('element.js')).toBe(join(folder, 'talk/element.js'))
    const refused = `
      ../secret.png ..%2fsecret.png %2e%2e/secret.png img/../../secret.png ..\\secret.png /../secret.png
      //etc/passwd.png /etc/passwd ${folder}/secret.png file:///etc/a.png link.png linked/secret.png deck.png
      .env.png .git/a.png git/a.png img img/ . a.png%00.md deck.md DECK.MD gone.png % img/a%2520b.png`.split(
      /\s+/,
    )
    for (const path of refused) expect(served(path), path).toBeUndefined()
  } finally {
    rmSync(outside, { recursive: true })
  }
})

test('[S37] serves only what the deck names and what its list of files names', async () => {
  write('talk.md', '---\nfiles: [data/, extra.json]\n---\n![](img/a.png)\n\nNote: ![](own.png)')
  for (const path of ['img/a.png', 'img/b.png', 'own.png', 'data/x.csv', 'data/page.html', 'extra.json'])
    write(path, 'x')
  write('tax.pdf', 'SECRET')
  const source = await only('talk.md')
  const { files } = await loadDeck(source)
  const use = (path: string): string | undefined => servedFile(source.root, files, path)?.use
  expect(['img/a.png', 'own.png', 'data/x.csv', 'extra.json'].map(use)).toEqual([
    'shown',
    'notes',
    'folder',
    'shown',
  ])
  expect(['img/b.png', 'tax.pdf', 'talk.md', 'data/page.html'].map(use)).toEqual(
    Array.from({ length: 4 }, () => undefined),
  )
})

test('[D14] the compiler also reads nothing outside the folder', async () => {
  write('secret.md', '# SECRET')
  write('secret.svg', '<svg><text>SECRET</text></svg>')
  const asks = ['../secret.md', `${folder}/secret.md`, 'link.md', '%2e%2e/secret.md', 'deck.html']
  const sections = asks.map((path) => `<section data-markdown="${path}"></section>`)
  const images = ['../secret.svg#inline', 'link.svg#inline'].map(
    (path) => `<section><img src="${path}"></section>`,
  )
  write('talk/index.html', `<div class="slides">${[...sections, ...images].join('')}</div>`)
  symlinkSync(join(folder, 'secret.md'), join(folder, 'talk/link.md'))
  symlinkSync(join(folder, 'secret.svg'), join(folder, 'talk/link.svg'))
  const deck = await loadDeck(await only('talk'))
  expect(deck.outline).toHaveLength(7)
  expect(JSON.stringify(deck)).not.toContain('SECRET')
})
