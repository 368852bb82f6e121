/** The main job: a phone drives the whole talk, and a projector, a phone and a desktop follow every step. */
import { expect, test } from 'vitest'
import { nextPosition, prevPosition } from '../../protocol/features/position.ts'
import { slideIndex, START, type Position } from '../../protocol/position.ts'
import {
  DESKTOP,
  enabled,
  follow,
  nextButton,
  PHONE,
  present,
  previousButton,
  PROJECTOR,
  thumb,
} from '../support/browsers.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

const TALK = 'sockets-and-lies'

test(
  '[T5] [A1] [B1] [P1] a phone drives the whole talk, from the first step to the last and back: all screens agree after each step',
  { timeout: 600_000 },
  async () => {
    const server = await startServer({ deck: `slides/${TALK}` })
    const phone = await present(server, TALK)
    const followers = await Promise.all([
      follow(server, `/${TALK}/stage`, PROJECTOR),
      follow(server, `/${TALK}/`, PHONE),
      follow(server, `/${TALK}/`, DESKTOP),
    ])
    const talk = server.app.talk(TALK)
    const { outline } = talk.state.talk

    async function allAt(at: Position): Promise<void> {
      await Promise.all(followers.map(({ page }) => expectShown(page, at)))
      expect(talk.state.position).toEqual(at)
      await enabled(phone.page)
    }

    let at: Position = START
    await allAt(at)
    for (let next = nextPosition(outline, at); next; next = nextPosition(outline, at)) {
      await thumb(nextButton(phone.page))
      at = next
      await allAt(at)
    }
    expect(slideIndex(outline, at)).toBe(outline.length - 1)
    for (let before = prevPosition(outline, at); before; before = prevPosition(outline, at)) {
      await thumb(previousButton(phone.page))
      at = before
      await allAt(at)
    }
    expect(at).toEqual(START)
  },
)
