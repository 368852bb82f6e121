/** Moves a talk as its presenter would, without a browser, to a position or to the slide of an element. */
import { expect } from 'vitest'
import type { Position } from '../../protocol/features/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { newIntentId } from './people.ts'
import type { TestServer } from './server.ts'

export async function moveTo(server: TestServer, talk: string, to: Position): Promise<void> {
  const ack = await server.app.talk(talk).append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  expect(ack).toMatchObject({ ok: true })
}

/** A deck with slides for live elements, for stories that are not about a talk of ours. */
export const ELEMENTS = { deck: 'tests/decks/elements' }

/** The first slide with this element and these attributes. */
export function slideOf(
  server: TestServer,
  talk: string,
  element: string,
  attributes: Record<string, string> = {},
): Position {
  const slide = server.app
    .talk(talk)
    .state.talk.outline.find(({ elements = [] }) =>
      elements.some(
        (each) =>
          each.name === element &&
          Object.entries(attributes).every(([name, value]) => each.attributes[name] === value),
      ),
    )
  if (!slide) throw new Error(`No slide of ${talk} has ${element}.`)
  return { h: slide.h, v: slide.v, f: -1 }
}

export async function showElement(server: TestServer, talk: string, element: string): Promise<void> {
  await moveTo(server, talk, slideOf(server, talk, element))
}

/** Any slide without an element. */
export async function showNone(server: TestServer, talk: string): Promise<void> {
  const { outline } = server.app.talk(talk).state.talk
  const slide = outline.find(({ elements }) => !elements)
  if (!slide) throw new Error(`Each slide of ${talk} has an element.`)
  await moveTo(server, talk, { h: slide.h, v: slide.v, f: -1 })
}
