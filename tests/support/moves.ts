/** Moves the talk of a server as its presenter would, without a browser, and finds its slides. */
import { expect } from 'vitest'
import type { OutlineSlide } from '../../protocol/deck.ts'
import type { Position } from '../../protocol/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { newIntentId } from './people.ts'
import type { TestServer } from './server.ts'

/** The only talk of a server. */
const talkOf = ({ app }: Pick<TestServer, 'app'>) => app.talk(app.talks[0]?.id ?? '')

export async function moveTo(server: TestServer, to: Position): Promise<void> {
  const ack = await talkOf(server).append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  expect(ack).toMatchObject({ ok: true })
}

/** The first slide that fulfils the condition, without steps. */
function find(server: TestServer, what: string, holds: (slide: OutlineSlide) => boolean): Position {
  const slide = talkOf(server).state.talk.outline.find(holds)
  if (!slide) throw new Error(`The deck has no slide ${what}.`)
  return { h: slide.h, v: slide.v, f: -1 }
}

/** The slide with this id, such as `#steps`, or the first with this element, such as `live-map`. */
export function slideOf(server: TestServer, name: string): Position {
  return find(server, name, ({ id, elements = [] }) =>
    name.startsWith('#') ? id === name.slice(1) : elements.some((each) => each.name === name),
  )
}

/** Moves to the slide of this name and returns its position. */
export async function showSlide(server: TestServer, name: string): Promise<Position> {
  const at = slideOf(server, name)
  await moveTo(server, at)
  return at
}

/** Moves to any slide without an element. */
export async function showNone(server: TestServer): Promise<void> {
  await moveTo(
    server,
    find(server, 'without an element', ({ elements }) => !elements),
  )
}
