/** Tests which files of a deck's folder are served, and that a room keeps its slides when the deck breaks. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { newIntentId, pairedCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

async function folder(path: string, files: Record<string, string>): Promise<string> {
  const root = join(await temporaryFolder(), path)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

test('[S37] [S38] [D25] a file in a hidden folder serves what it names, files of the notes only to the presenter, and no more', async () => {
  const root = await folder('.local/decks', {
    'talk.md': '# A\n\n![](a.png) <iframe src="page.html"></iframe>\n\nNote: ![](mine.png)',
    'a.png': 'PNG',
    'mine.png': 'PNG',
    'tax.pdf': 'SECRET',
    'page.html': '<p>Hello',
    'other.html': 'SECRET',
  })
  const server = await startServer({ deck: join(root, 'talk.md') })
  const cookie = await pairedCookie(server)
  const get = (name: string, headers = {}): Promise<Response> =>
    fetch(`${server.url}/talk/${name}`, { headers })
  expect((await get('a.png')).status).toBe(200)
  expect((await get('mine.png')).status).toBe(404)
  expect((await get('mine.png', { cookie })).status).toBe(200)
  for (const name of ['tax.pdf', 'other.html', 'talk.md']) expect((await get(name)).status, name).toBe(404)
  const page = await get('page.html')
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringMatching(/^sandbox/),
  ])
})

test('[D20] [D21] [T31] a server that starts with an empty deck keeps the position, shows no error to the audience, and continues', async () => {
  const whole = Array.from({ length: 30 }, (_, i) => `# Slide ${i}`).join('\n\n---\n\n')
  const root = await folder('talk', { 'deck.md': whole })
  const log = openMemoryLog()
  const first = await startServer({ deck: root, log })
  const to = { h: 24, v: 0, f: -1 }
  await first.app.talk('talk').append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  await first.close()

  await writeFile(join(root, 'deck.md'), '')
  const second = await startServer({ deck: root, log })
  const { state } = second.app.talk('talk')
  expect([state.position, state.talk.outline.length]).toEqual([to, 30])
  const shown = await (await fetch(`${second.url}/talk/`)).text()
  const slides = /<div class="slides".*?<nav/s.exec(shown)?.[0] ?? ''
  expect(slides).toContain('One moment, please')
  expect(slides).not.toMatch(/no slides|cannot/)
  await second.close()

  await writeFile(join(root, 'deck.md'), whole)
  const third = await startServer({ deck: root, log })
  expect(third.app.talk('talk').state.position).toEqual(to)
})
