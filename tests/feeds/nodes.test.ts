/** The stream on two nodes over a real Redis: one reads the feed, both show it, and a review counts on both. */
import { expect, onTestFinished, test } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import type { PostsNews } from '../../protocol/post.ts'
import type { SignalName, SignalNews } from '../../protocol/signals.ts'
import { onOneNode } from '../../server/feeds/shared.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { createPosts } from '../../server/feeds/hub.ts'
import { TALK } from '../support/deck.ts'
import { tapFeed } from '../support/feed-doubles.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { startServer } from '../support/server.ts'

async function startNode(redis: TestRedis) {
  const { log } = await openRedisLog(redis.address(), () => {})
  onTestFinished(() => log.close())
  const { feed, reads, say } = tapFeed()
  const server = await startServer({ log, posts: createPosts({ feed: onOneNode(feed, log) }) })
  return {
    ...server,
    reads,
    say: (...ids: string[]) => say(...ids.map((id) => ({ id, at: 0, text: `post ${id}` }))),
  }
}

/** All news of a signal that a person receives from now on. */
function received<N extends SignalName>(person: Person, name: N): SignalNews<N>[] {
  const heard: SignalNews<N>[] = []
  person.listen(name, (news) => void heard.push(news))
  return heard
}
const ids = (heard: PostsNews[]): string[] => heard.flatMap(({ posts }) => posts.map(({ id }) => id))

test('[E125] [E123] [E28] one of two nodes reads the feed; both show it, and the other one takes over', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const nodes = [await startNode(redis), await startNode(redis)] as const
  const heard: PostsNews[][] = []
  for (const node of nodes) heard.push(received(await join(node, 'audience'), 'stream'))
  await expect.poll(() => nodes.filter(({ reads }) => reads()).length).toBe(1)
  const [reader, other] = nodes[0].reads() ? nodes : [nodes[1], nodes[0]]
  reader.say('first')
  for (const each of heard) await expect.poll(() => ids(each)).toEqual(['first'])
  for (const each of heard)
    expect(each.at(-1)?.feed).toEqual({ name: 'bluesky', state: 'live', trouble: null })

  // The speaker's phone is on the node that does not read.
  const speaker = await join(other, 'presenter', { cookie: await pairedCookie(other) })
  const review = received(speaker, 'review')
  const hold = { id: newIntentId(), type: 'posts/hold', held: true } as const
  expect(await speaker.send(hold)).toMatchObject({ ok: true })
  await expect.poll(() => reader.app.talk(TALK).state.posts.held).toBe(true)
  reader.say('rude', 'kind')
  await expect.poll(() => review.at(-1)?.waiting.map(({ id }) => id)).toEqual(['rude', 'kind'])
  const show: Intent = { id: newIntentId(), type: 'posts/review', posts: ['kind'], shown: true }
  expect(await speaker.send(show)).toMatchObject({ ok: true })
  for (const each of heard) await expect.poll(() => ids(each)).toEqual(['first', 'kind'])

  // Typing on one node is shown on the other.
  const cookie = await participantCookie(reader, `/${TALK}/`)
  const writer = await join(reader, 'audience', { cookie })
  const typing = received(await join(other, 'audience'), 'typing')
  await writer.query({ query: 'chat/typing', on: true })
  await expect.poll(() => typing.at(-1)).toEqual({ count: 1, names: [] })

  await reader.close()
  await expect.poll(() => other.reads()).toBe(true)
  expect(await speaker.send({ ...hold, id: newIntentId(), held: false })).toMatchObject({ ok: true })
  other.say('after')
  await expect.poll(() => ids(heard[nodes.indexOf(other)] ?? [])).toEqual(['first', 'kind', 'after'])
})
