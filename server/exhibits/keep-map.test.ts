import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { PostsNews } from '../../protocol/post.ts'
import { SERVER } from '../../protocol/role.ts'
import { openMemoryLog } from '../log/memory.ts'
import { openTalk } from '../talk/talk.ts'
import { keepMap } from './keep-map.ts'

const newsOf = (name: string, ...ats: number[]): PostsNews => ({
  posts: ats.map((at) => ({
    id: `p${at}`,
    at,
    author: 'Ada',
    text: 'Hello',
    place: 'Oslo',
    longitude: 1,
    latitude: 2,
  })),
  rate: 1,
  feed: { name, state: 'live', trouble: null },
  turn: 0,
})

/** A talk of two slides, of which the second has the map; it runs and is on that slide. */
async function talkWithMap() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const log = openMemoryLog()
  const talk = await openTalk(log, 'talk', pino({ level: 'silent' }))
  const map = keepMap(talk)
  onTestFinished(async () => {
    map.close()
    vi.useRealTimers()
    await talk.close()
    await log.close()
  })
  const slides = [
    { id: 'one', h: 0, v: 0, title: 'One', steps: 0 },
    { id: 'map', h: 1, v: 0, title: 'Map', steps: 0, elements: [{ name: 'live-map', attributes: {} }] },
  ]
  const goto = (h: number) =>
    talk.append(
      { id: `intent-goto-${h}-${Math.random()}`, type: 'position/goto', to: { h, v: 0, f: -1 } },
      SERVER,
    )
  await talk.append({ id: 'intent-outline', type: 'talk/outline', version: 'v1', slides }, SERVER)
  await goto(1)
  const kept = async () => {
    vi.advanceTimersByTime(4000)
    // An entry of its own, so that everything before it is in the log.
    await talk.append({ id: `intent-${Math.random()}`, type: 'clock/restart' }, SERVER)
    const entries = []
    for await (const { event } of log.read('talk', 0)) if (event.type === 'map/kept') entries.push(event)
    return entries
  }
  return { map, goto, kept, talk }
}

test('[W27] posts of four seconds are one entry; other people’s have no text and no author, and none has an id', async () => {
  const { map, kept } = await talkWithMap()
  map.add(newsOf('bluesky', 1))
  map.add(newsOf('bluesky', 2))
  const place = { place: 'Oslo', longitude: 1, latitude: 2 }
  expect(await kept()).toEqual([
    {
      type: 'map/kept',
      posts: [
        { at: 1, author: '', text: '', ...place },
        { at: 2, author: '', text: '', ...place },
      ],
      rate: 1,
      feed: { name: 'bluesky', state: 'live' },
    },
  ])
  map.add(newsOf('recording', 3))
  expect((await kept()).at(-1)?.posts).toEqual([{ at: 3, author: 'Ada', text: 'Hello', ...place }])
})

test('[W27] of too many posts the newest are kept, and a change of the feed is kept without a post', async () => {
  const { map, kept } = await talkWithMap()
  map.add(newsOf('x', ...Array.from({ length: 60 }, (_, i) => i + 1)))
  const [first] = await kept()
  expect(first?.posts.map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, i) => i + 21))
  map.add({ ...newsOf('x'), feed: { name: 'x', state: 'off', trouble: null } })
  expect((await kept()).at(-1)).toMatchObject({ posts: [], feed: { name: 'x', state: 'off' } })
  map.add({ ...newsOf('x'), rate: 3, feed: { name: 'x', state: 'off', trouble: null } })
  expect(await kept()).toHaveLength(2)
})

test('[W27] what waits when the talk closes is kept at once, and a second flush keeps nothing', async () => {
  const { map, kept } = await talkWithMap()
  map.add(newsOf('x', 1))
  map.flush()
  map.flush()
  expect((await kept()).map(({ posts }) => posts.length)).toEqual([1])
})

test('[W27] nothing is kept while another slide shows or after the end', async () => {
  const { map, goto, kept, talk } = await talkWithMap()
  await goto(0)
  map.add(newsOf('x', 1))
  expect(await kept()).toEqual([])
  await goto(1)
  await talk.append({ id: 'intent-the-end', type: 'talk/end' }, SERVER)
  map.add(newsOf('x', 2))
  expect(await kept()).toEqual([])
})
