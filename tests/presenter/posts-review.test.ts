/** The speaker's phone and the posts: review, the recording instead of the feed, and blanking all posts. */
import { expect, test } from 'vitest'
import { createPosts } from '../../server/feeds/hub.ts'
import { seriousViolations } from '../support/axe.ts'
import { PHONE, present, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { tapFeed } from '../support/feed-doubles.ts'
import { join } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const STREAM = `/${TALK}/demos/stream`

/** A watch is answered only if it is refused, so its type has no answer. */
interface Asks {
  timeout(ms: number): { emitWithAck(call: string, payload: object): Promise<unknown> }
}

/** A server whose feed the test controls. */
async function startTap() {
  const tap = tapFeed()
  const server = await startServer({ posts: createPosts({ feed: tap.feed }) })
  const say = (...texts: string[]): void => tap.say(...texts.map((text) => ({ id: text, text })))
  return { server, say }
}

test('[E121] [E122] [E123] held posts wait on the phone, and only posts that are shown there leave the server', async () => {
  const { server, say } = await startTap()
  const { page: phone } = await present(server)
  const { page: room } = await visit(server, STREAM, PHONE)
  const heard: string[] = []
  const listener = await join(server, 'audience')
  listener.socket.onAny((...news: unknown[]) => heard.push(JSON.stringify(news)))
  listener.listen('stream', () => {})
  await room.locator('live-map[data-feed=live]').waitFor()
  const seen = (text: string) => room.getByRole('log').getByText(text)

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Review the posts/ }).tap()
  await phone.getByRole('button', { name: /^Hold for review off/ }).tap()
  await phone.getByText('No posts are waiting.').waitFor()
  say('a rude post', 'a kind post', 'another rude post')
  await phone.getByText('3 posts are waiting.').waitFor()
  expect(await seriousViolations(phone)).toEqual([])
  const row = (text: string) => phone.getByRole('listitem').filter({ hasText: text })
  await row('a kind post').getByRole('button', { name: 'Show this post by ada' }).tap()
  await seen('a kind post').waitFor()
  await row('a kind post').waitFor({ state: 'detached' })
  await phone.getByRole('button', { name: 'Drop all of these' }).tap()
  await phone.getByText('No posts are waiting.').waitFor()
  expect(await seen('rude').count()).toBe(0)
  expect(heard.join()).toContain('a kind post')

  // Nobody else may watch the waiting posts.
  say('a third rude post')
  await phone.getByText('1 post is waiting.').waitFor()
  const answer = await (listener.socket as unknown as Asks).timeout(5000).emitWithAck('subscribe', {
    channel: 'review',
    on: true,
  })
  expect(answer).toEqual({ ok: false, refusal: { code: 'forbidden', retry: false } })
  expect(server.app.subscribed(TALK)).toContain('review')
  const late = await join(server, 'stage')
  late.socket.onAny((...news: unknown[]) => heard.push(JSON.stringify(news)))
  await new Promise((resolve) => late.listen('stream', resolve))
  await phone.getByRole('button', { name: /^Hold for review on: each/ }).tap()
  await phone.getByText('1 post is waiting.').waitFor({ state: 'hidden' })
  say('posts flow again')
  await seen('posts flow again').waitFor()
  expect(heard.join()).not.toContain('rude')
  for await (const entry of server.log.read(TALK, 0)) expect(JSON.stringify(entry)).not.toContain('ada')

  await phone.getByRole('button', { name: 'Close' }).tap()
  await expect.poll(() => server.app.subscribed(TALK)).not.toContain('review')
})

test('[E124] [E39] the phone switches to the recording and back, and blanks all posts', async () => {
  const { server, say } = await startTap()
  const { page: phone } = await present(server)
  const { page: room } = await visit(server, STREAM, PHONE)
  await room.locator('live-map[data-feed=live]').waitFor()
  const rows = room.getByRole('log').getByRole('listitem')
  say('a rude post')
  await rows.filter({ hasText: 'a rude post' }).waitFor()

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Review the posts/ }).tap()
  await phone.getByRole('button', { name: /^Show the recording instead off/ }).tap()
  await rows.filter({ hasText: 'a rude post' }).waitFor({ state: 'detached' })
  await room.getByText('Showing a recording instead of Bluesky').waitFor()
  await phone.getByText('You show the recording.').waitFor()
  await rows.first().waitFor()

  await phone.getByRole('button', { name: /^Show the recording instead shown/ }).tap()
  await room.getByText('Live from Bluesky').waitFor()
  say('a kind post')
  await rows.filter({ hasText: 'a kind post' }).waitFor()
  expect(await rows.count()).toBe(1)

  await phone.getByRole('button', { name: 'Close' }).tap()
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Blank the posts/ }).tap()
  await room.getByText('No posts now: the stream is switched off.').waitFor()
  expect(await rows.count()).toBe(0)
})
