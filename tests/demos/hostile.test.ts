/** Two hundred hostile strings in real browsers, as names, messages and posts: text stays text, and nothing runs. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Post } from '../../protocol/post.ts'
import type { Feed, FeedListener } from '../../server/feeds/feed.ts'
import { createPosts } from '../../server/feeds/hub.ts'
import { PHONE, present, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { hostileStrings } from '../support/hostile.ts'
import { newIntentId } from '../support/people.ts'
import { startServer } from '../support/server.ts'

// A visit fails its test on any dialog, console error, policy violation, or request to another host.
const SMALL = { ...PHONE, viewport: { width: 320, height: 568 } }

interface Seen {
  /** Elements that can only come from markup. */
  made: string[]
  /** Whether the page scrolls sideways. */
  wide: boolean
  /** Rows that are wider than their list, or higher than the page. */
  outside: number
  links: string[]
  rows: string[]
}

/** The current content of a list's rows. Runs inside the page. */
function look({ rows, inside }: { rows: string; inside: string }): Seen {
  const box = document.querySelector(inside)!.getBoundingClientRect()
  const all = [...document.querySelectorAll(`${inside} ${rows}`)]
  return {
    made: all.flatMap((row) =>
      [...row.querySelectorAll('*')]
        .map(({ localName }) => localName)
        .filter((name) => !/^(bdi|span|p|a|b|div|mark|button)$/.test(name)),
    ),
    wide: document.documentElement.scrollWidth > innerWidth,
    outside: all.filter((row) => {
      const { left, right, height } = row.getBoundingClientRect()
      return left < box.left - 1 || right > box.right + 1 || height > innerHeight
    }).length,
    links: all.flatMap((row) => [...row.querySelectorAll('a')].map(({ href }) => href)),
    rows: all.map((row) => row.textContent ?? ''),
  }
}

async function expectHarmless(page: Page, rows: string, inside: string): Promise<string[]> {
  const seen = await page.evaluate(look, { rows, inside })
  expect(seen).toMatchObject({ made: [], wide: false, outside: 0 })
  for (const href of seen.links) expect(href).toMatch(/^https?:\/\/[\w.]+\//)
  return seen.rows
}

test('[E15] names and messages', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  const wishes = hostileStrings().flatMap((text, i) => {
    const who = { role: 'audience', paired: false, id: `p${i}` } as const
    return [
      talk.append({ id: newIntentId(), type: 'chat/name', name: text.slice(0, 400) }, who),
      talk.append({ id: newIntentId(), type: 'chat/say', text: text.slice(0, 4000) }, who),
    ]
  })
  const taken = (await Promise.all(wishes)).filter(({ ok }) => ok).length
  expect(taken).toBeGreaterThan(300)

  const { page } = await visit(server, `/${TALK}/demos/chat`, SMALL)
  const scroller = page.getByRole('region', { name: 'Messages' })
  await page.locator('.chat-item').first().waitFor()
  const seen = new Set<string>()
  // Scrolls back through the whole list, one screen at a time; older rows load when they come near.
  const begins = (): Promise<boolean> =>
    page
      .locator('.chat-item[aria-posinset="1"][aria-setsize]:not([aria-setsize="-1"])')
      .count()
      .then((count) => count > 0)
  for (let step = 0; step < 200; step += 1) {
    for (const row of await expectHarmless(page, '.chat-item', 'live-chat')) seen.add(row)
    const top = await scroller.evaluate(
      (element) => ((element.scrollTop -= element.clientHeight * 2), element.scrollTop),
    )
    if (top === 0 && (await begins())) break
  }
  for (const row of await expectHarmless(page, '.chat-item', 'live-chat')) seen.add(row)
  expect(await begins()).toBe(true)
  // Many strings are equal after sanitising.
  expect(seen.size).toBeGreaterThan(100)
})

test("[E56] [E121] posts, on the map and in the phone's review", async () => {
  let listener: FeedListener | undefined
  const feed: Feed = {
    name: 'bluesky',
    start(given) {
      listener = given
      given.status({ name: 'bluesky', state: 'live', trouble: null })
      return () => {}
    },
  }
  const server = await startServer({ posts: createPosts({ feed }) })
  const { page: phone } = await present(server, TALK, { ...SMALL })
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Review the posts/ }).tap()
  await phone.getByRole('button', { name: /^Hold for review off/ }).tap()
  await phone.getByText('No posts are waiting.').waitFor()
  const { page: map } = await visit(server, `/${TALK}/demos/stream`, SMALL)
  await map.locator('live-map[data-feed=live]').waitFor()

  // Four strings per post, and as many posts at a time as the map lists.
  const strings = hostileStrings()
  const posts = Array.from({ length: Math.ceil(strings.length / 4) }, (_, i): Post => {
    const [begin = '', end = '', author = '', place = ''] = strings.slice(i * 4)
    const where = { longitude: -120 + (i % 40), latitude: 30 + (i % 18) }
    return {
      id: `h${i}`,
      at: Date.now(),
      text: `post ${i} ${begin.slice(0, 130)} ${end}`,
      author,
      place,
      ...where,
    }
  })
  for (let from = 0; from < posts.length; from += 20) {
    const some = posts.slice(from, from + 20)
    listener?.posts(some)
    await phone.getByText(`${some.length} posts are waiting.`).waitFor()
    expect(await expectHarmless(phone, 'li', 'dialog[open] .waiting-posts')).toHaveLength(some.length)
    const review = {
      id: newIntentId(),
      type: 'posts/review',
      posts: some.map(({ id }) => id),
      shown: true,
    } as const
    const ack = await server.app.talk(TALK).append(review, { role: 'presenter', paired: true, id: 'speaker' })
    expect(ack.ok).toBe(true)
    // A newcomer's posts are listed at once.
    await map.reload()
    await map
      .getByRole('log')
      .getByText(`post ${from + some.length - 1} `)
      .first()
      .waitFor()
    expect((await expectHarmless(map, '.map-list li', 'live-map')).length).toBeGreaterThanOrEqual(some.length)
    await phone.getByText('No posts are waiting.').waitFor()
  }
})
