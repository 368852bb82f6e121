/** Attacks through page content: messages from other windows, decks from strangers, posts, the policy. */
import { createServer } from 'node:http'
import { mkdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join as joinPath } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import type { FeedListener } from '../../server/feeds/feed.ts'
import { createPosts } from '../../server/feeds/hub.ts'
import { TALK } from '../support/deck.ts'
import { DESKTOP, follow, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { startChromium } from '../support/chromium.ts'
import { showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

/** Messages that have worked against reveal.js, its plugins and its speaker view. */
const MESSAGES: unknown[] = [
  { method: 'slide', args: [3] },
  { method: 'next' },
  { method: 'registerPlugin', args: ['x', { init: 'alert(1)' }] },
  { method: 'addKeyBinding', args: [65, 'alert(1)'] },
  { method: 'configure', args: [{ autoSlide: 1 }] },
  { method: 'setState', args: [{ indexh: 4, indexv: 0 }] },
  { namespace: 'reveal-notes', type: 'state', notes: '<img src=x onerror=alert(1)>', state: { indexh: 4 } },
  { namespace: 'reveal-notes', type: 'connect', url: 'javascript:alert(1)' },
  { namespace: 'reveal', eventName: 'slidechanged', state: { indexh: 4 } },
]

test('[A12] [AT18] no page of ours reacts to a message from another window, in whatever form', async () => {
  const server = await startServer()
  await showSlide(server, '#steps')
  const phone = await present(server)
  const pages: Page[] = [
    (await follow(server, `/${TALK}/`, DESKTOP)).page,
    (await follow(server, `/${TALK}/stage`, PROJECTOR)).page,
    phone.page,
  ]
  for (const page of pages) {
    await page.evaluate((messages) => {
      for (const message of messages) {
        postMessage(message, '*')
        postMessage(JSON.stringify(message), '*')
      }
    }, MESSAGES)
  }
  // From an opener of another origin, which holds our window and may send to it at any time.
  const context = await (await startChromium()).newContext(DESKTOP)
  onTestFinished(() => context.close())
  const opener = await context.newPage()
  const dialogs: string[] = []
  context.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    opener.evaluate((url) => void Object.assign(globalThis, { opened: open(url) }), `${server.url}/${TALK}/`),
  ])
  await opened.waitForSelector('.reveal.ready')
  await opener.evaluate((messages) => {
    const { opened: window } = globalThis as unknown as { opened: Window }
    for (const message of messages) {
      window.postMessage(message, '*')
      window.postMessage(JSON.stringify(message), '*')
    }
  }, MESSAGES)
  const text = await showSlide(server, '#text')
  for (const page of pages.slice(0, 2)) await expectShown(page, text)
  await opened.locator('section.present').getByRole('heading', { name: 'A long text' }).waitFor()
  expect(dialogs).toEqual([])
  expect(server.app.talk(TALK).state.position).toEqual(text)
})

test('[D11] [AT18] a deck from a stranger runs nothing, reads no cookie, and frames nobody', async () => {
  const folder = joinPath(await temporaryFolder(), 'stranger')
  await mkdir(folder)
  const deck = [
    '# One',
    '<script>globalThis.ran = document.cookie || 1</script>',
    '<img src="x" onerror="globalThis.ran = 1">',
    '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
    '<iframe src="javascript:parent.ran=1"></iframe>',
    '<a href="javascript:globalThis.ran=1">press</a>',
    '<form action="https://evil.example/"><button>send</button></form>',
    '<svg><script>globalThis.ran = 1</script></svg>',
    '<div style="background:url(https://evil.example/x.png)">styled</div>',
    '\n---\n\n## Two',
  ]
  await writeFile(joinPath(folder, 'deck.md'), deck.join('\n\n'))
  const server = await startServer({ deck: folder })
  for (const path of ['/stranger/', '/stranger/stage']) {
    const { page, complaints } = await follow(server, path, { ...DESKTOP, unstable: true })
    await page.getByText('press').click()
    expect(await page.evaluate(() => [Reflect.get(globalThis, 'ran'), document.cookie])).toEqual([
      undefined,
      '',
    ])
    expect(await page.locator('.slides :is(script, [srcdoc], [onerror])').count()).toBe(0)
    // The policy's blocks were logged to the console, and no request was sent.
    for (const line of complaints) expect(line).not.toMatch(/^(dialog|error)/)
    complaints.length = 0
  }
})

test('[S6] [AT19] every slide of both decks shows under the policy without a violation or a request to another host', async () => {
  const server = await startServer({ deck: 'slides' })
  for (const { id: talk } of server.app.talks) {
    // Console errors, violations and foreign requests of these pages fail the test at its end.
    const audience = await follow(server, `/${talk}/`, DESKTOP)
    const stage = await follow(server, `/${talk}/stage`, PROJECTOR)
    const { outline } = server.app.talk(talk).state.talk
    for (const { h, v } of outline) {
      const intent = { id: newIntentId(), type: 'position/goto', to: { h, v, f: -1 } } as const
      expect(await server.app.talk(talk).append(intent, SERVER)).toMatchObject({ ok: true })
      await Promise.all([audience, stage].map(({ page }) => expectShown(page, { h, v, f: -1 })))
    }
    const { headers } = await fetch(`${server.url}/${talk}/`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).toMatch(/^'self'( 'sha256-[\w+/]{43}=')*$/)
    expect(policy).not.toContain('unsafe-eval')
  }
})

test('[E56] [AT20] neither the server nor a page requests addresses and pictures in posts', async () => {
  const hits: string[] = []
  const bait = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  })
  await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void bait.close())
  const url = `http://127.0.0.1:${(bait.address() as AddressInfo).port}`
  let listener: FeedListener | undefined
  const posts = createPosts({
    feed: {
      name: 'bluesky',
      start(given) {
        listener = given
        given.status({ name: 'bluesky', state: 'live', trouble: null })
        return () => undefined
      },
    },
  })
  const server = await startServer({ posts })
  const { page } = await visit(server, `/${TALK}/demos/stream`, PHONE)
  await expect.poll(() => listener !== undefined).toBe(true)
  const texts = [
    `${url}/plain`,
    `<img src="${url}/img"><svg><image href="${url}/svg"/></svg>`,
    `![x](${url}/markdown)`,
    `url(${url}/css) @import "${url}/import"`,
    'http://169.254.169.254/ http://localhost:1/ file:///etc/passwd',
    'the last one',
  ]
  const at = { place: 'Austin', longitude: -97.74, latitude: 30.27 }
  listener?.posts(
    texts.map((text, i) => ({ id: `p${i}`, at: Date.now(), author: `${url}/author`, text, ...at })),
  )
  await page.getByRole('log').getByText('the last one').waitFor()
  expect(await page.locator('live-map :is(img, image, a, iframe, link)').count()).toBe(0)
  expect(hits).toEqual([])
})
