/** Tests for `lectern fetch` against a real server on this computer. */
import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isPrivate } from './download.ts'
import { fetchDeck } from './fetch-deck.ts'
import { remoteIn, replaceRemote } from './remote-addresses.ts'

const PNG = Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1')
const WOFF2 = Buffer.from('wOF20000')
const LIMITS = { maxBytes: 1000, timeoutMs: 2000 }

async function host(answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  server.unref()
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function deckWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-fetch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function run(
  folder: string,
  allowed = ['127.0.0.1'],
  limits = LIMITS,
): Promise<{ lines: string[]; failed: number; saved: number }> {
  const lines: string[] = []
  const counts = await fetchDeck(folder, allowed, (line) => lines.push(line), limits)
  return { lines, ...counts }
}

const FILES: Record<string, [type: string, body: Buffer | string]> = {
  '/a.png': ['image/png', PNG],
  '/b%20c.png?x=1': ['application/octet-stream', PNG],
  '/f.css': ['text/css', '@font-face { font-family: F; src: url(\'fonts/f.woff2\') } @import "/f.css";'],
  '/fonts/f.woff2': ['font/woff2', WOFF2],
}
const serveFiles: RequestListener = ({ url = '' }, response) => {
  const [type, body] = FILES[url] ?? []
  if (!type) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': type }).end(body)
}

test('[DT11] copies what the deck names, rewrites it, and changes nothing the second time', async () => {
  const { url, asked } = await host(serveFiles)
  const folder = await deckWith({
    'deck.md': `---\ntitle: T\ncss: own/my.css\n---\r\n# A\n\n![a](${url}/a.png) ![again](${url}/a.png "t")\n\n<!-- .slide: data-background-image="${url}/b%20c.png?x=1" -->\n\n\`![a](${url}/a.png)\`\n\n\`\`\`md\n![a](${url}/a.png)\n\`\`\`\n\n[link](${url}/a.png) <iframe src="${url}/page"></iframe>\n\n![no](${url}/no.png)\n`,
    'own/my.css': `@import url(${url}/f.css);\n`,
  })
  const first = await run(folder)
  expect(first).toMatchObject({ saved: 4, failed: 1 })
  expect(first.lines).toContain(`${url}/no.png was not copied: the server answers with 404.`)
  const names = await readdir(join(folder, 'remote'))
  expect(names.map((name) => name.replace(/-\w{8}\./, '.')).toSorted()).toEqual([
    'a.png',
    'b-c.png',
    'f.css',
    'f.woff2',
  ])
  const deck = await readFile(join(folder, 'deck.md'), 'utf8')
  expect(deck).toMatch(/!\[a\]\(remote\/a-\w{8}\.png\) !\[again\]\(remote\/a-\w{8}\.png "t"\)/)
  expect(deck).toMatch(/data-background-image="remote\/b-c-\w{8}\.png"/)
  expect(deck).toContain(`\`![a](${url}/a.png)\``)
  expect(deck).toContain(`\n![a](${url}/a.png)\n\`\`\``)
  expect(deck).toContain(`[link](${url}/a.png) <iframe src="${url}/page">`)
  expect(deck).toContain('---\r\n# A')
  expect(await readFile(join(folder, 'own/my.css'), 'utf8')).toMatch(
    /^@import url\(\.\.\/remote\/f-\w{8}\.css\);\n$/,
  )
  const sheet = names.find((name) => name.endsWith('.css')) ?? ''
  expect(await readFile(join(folder, 'remote', sheet), 'utf8')).toMatch(/url\('f-\w{8}\.woff2'\)/)
  expect(asked.filter((path) => path === '/a.png')).toHaveLength(1)

  const before = await stat(join(folder, 'deck.md'))
  const second = await run(folder)
  expect(second).toMatchObject({ saved: 0, failed: 1 })
  expect((await stat(join(folder, 'deck.md'))).mtimeMs).toBe(before.mtimeMs)
  expect((await readdir(folder)).toSorted()).toEqual(['deck.md', 'own', 'remote'])
})

test('[DT11] says when there is nothing to copy', async () => {
  const folder = await deckWith({ 'deck.md': '# A\n\n![a](a.png)' })
  expect(await run(folder)).toEqual({
    lines: [`${folder} names no picture, font or style sheet on another host.`],
    saved: 0,
    failed: 0,
  })
})

test('[DT12] the own network is not asked, also not by a redirect, unless the author names the host', async () => {
  const { url, asked } = await host(serveFiles)
  const folder = await deckWith({ 'deck.md': `![a](${url}/a.png)` })
  const { lines, failed } = await run(folder, [])
  expect(failed).toBe(1)
  expect(lines[0]).toMatch(
    /was not copied: 127\.0\.0\.1 is an address of your own network; allow its host with --private\.$/,
  )
  expect(asked).toEqual([])
  const named = await deckWith({ 'deck.md': `![a](${url.replace('127.0.0.1', 'localhost')}/a.png)` })
  expect((await run(named, [])).lines[0]).toContain('is an address of your own network')
  expect(asked).toEqual([])
  const moved = await host(
    (_request, response) =>
      void response
        .writeHead(302, { location: `${url.replace('127.0.0.1', '[::ffff:127.0.0.1]')}/a.png` })
        .end(),
  )
  const redirected = await deckWith({ 'deck.md': `![a](${moved.url}/a.png)` })
  expect((await run(redirected)).lines[0]).toContain('is an address of your own network')
  expect(asked).toEqual([])
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1%eth0',
  'fd00::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
])('[DT12] %s is an address of the own network', (address) => {
  expect(isPrivate(address)).toBe(true)
})

test('[DT12] public addresses are not', () => {
  expect(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'].filter(isPrivate)).toEqual([])
})

const svg = (inside: string): [string, string] => [
  'image/svg+xml',
  `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`,
]

test.each<[string, [type: string, body: string | Buffer], string]>([
  ['a page', ['text/html', '<p>no</p>'], 'it is no picture, font or style sheet (text/html)'],
  [
    'a page with the type of a picture',
    ['image/png', '<p>no</p>'],
    'its content is no picture, font or style sheet',
  ],
  ['a drawing with a script', svg('<script>1</script>'), 'the drawing contains a script'],
  ['a drawing with a handler', svg('<g onload="x()"/>'), 'the drawing contains a script'],
  [
    'a large file',
    ['image/png', Buffer.concat([PNG, Buffer.alloc(2_000_000)])],
    'the file is larger than 1 MB',
  ],
])('[DT12] %s is not copied, and the deck keeps its address', async (_name, [type, body], why) => {
  const { url } = await host(
    (_request, response) => void response.writeHead(200, { 'content-type': type }).end(body),
  )
  const text = `![a](${url}/a.png)`
  const folder = await deckWith({ 'deck.md': text })
  const { lines, failed } = await run(folder, ['127.0.0.1'], { ...LIMITS, maxBytes: 1_000_000 })
  expect([lines, failed]).toEqual([[`${url}/a.png was not copied: ${why}.`], 1])
  expect(await readFile(join(folder, 'deck.md'), 'utf8')).toBe(text)
})

test('[DT12] a server that never answers, and one that redirects for ever, end in one line', async () => {
  const silent = await host(() => {})
  const folder = await deckWith({ 'deck.md': `![a](${silent.url}/a.png)` })
  expect((await run(folder, ['127.0.0.1'], { ...LIMITS, timeoutMs: 200 })).lines[0]).toContain(
    'was not copied: it takes too long',
  )
  const loop = await host((_request, response) => void response.writeHead(302, { location: '/a.png' }).end())
  const second = await deckWith({ 'deck.md': `![a](${loop.url}/a.png)` })
  expect((await run(second)).lines[0]).toContain('more than 5 redirects')
  const file = await host(
    (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  )
  const third = await deckWith({ 'deck.md': `![a](${file.url}/a.png)` })
  expect((await run(third)).lines[0]).toContain('the address is not http or https')
})

test.each([
  ['![a](https://a.test/b.png "t")', 'https://a.test/b.png'],
  ['<img alt="" src=\'https://a.test/b.png\'>', 'https://a.test/b.png'],
  ['image: https://a.test/b.png', 'https://a.test/b.png'],
  ['<p style="background: url(https://a.test/b.png)">', 'https://a.test/b.png'],
  ['<link rel="stylesheet" href="https://a.test/b.css">', 'https://a.test/b.css'],
])('[DT11] %s names a file', (text, address) => {
  expect(remoteIn(text, true)).toEqual([address])
  expect(replaceRemote(text, true, () => 'NEW')).toBe(text.replace(address, 'NEW'))
})

test.each([
  '[a](https://a.test/b.png)',
  '`![a](https://a.test/b.png)`',
  '<script src="https://a.test/b.js"></script>',
  '<video src="https://a.test/b.mp4">',
])('[DT11] %s names none', (text) => {
  expect(remoteIn(text, true)).toEqual([])
})
