/** Tests that presses on the stage become moves one by one, each from the talk's actual position. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Outcome } from '../client/move-queue.ts'
import { at, createFakeTalk, OUTLINE } from '../tests/support/fake-talk.ts'
import { createDriver } from './drive.ts'

function setUp(start = at(0)) {
  const talk = createFakeTalk(start)
  const ended: Outcome[] = []
  const driver = createDriver(
    talk,
    () => OUTLINE,
    (outcome) => ended.push(outcome),
  )
  return { ...talk, press: driver.press, ended }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[B4] two fast presses move two slides: the second starts where the first has arrived', async () => {
  const { press, sent, move, grant, from } = setUp()
  press('next')
  press('next')
  expect(sent).toHaveLength(1)
  move(at(1))
  await grant()
  expect([from(0), from(1)]).toEqual([at(0), at(1)])
})

test('[B4] goes to the ends and to a linked slide, but not to a slide that does not exist', async () => {
  const { press, sent, move, grant } = setUp()
  press('last')
  press(at(9))
  press('first')
  move(at(3))
  await grant()
  expect(sent.map(({ intent }) => intent)).toMatchObject([{ to: at(3) }, { to: at(0) }])
})

test('[B4] requests the opposite of what the screen shows', async () => {
  const { press, sent, screen, grant } = setUp()
  press('black')
  press('black')
  press('join')
  screen(true, false)
  await grant()
  screen(false, false)
  await grant()
  expect(sent.map(({ intent }) => intent)).toMatchObject([
    { type: 'screen/blank', blanked: true },
    { type: 'screen/blank', blanked: false },
    { type: 'screen/join', shown: true },
  ])
})

test('[B3] a refusal is reported, and the presses behind it are dropped', async () => {
  const { press, sent, refuse, ended } = setUp()
  for (let i = 0; i < 3; i++) press('next')
  await refuse('forbidden')
  expect(ended).toEqual(['forbidden'])
  expect(sent).toHaveLength(1)
})

test('[B4] a press at an end of the talk drops nothing behind it', async () => {
  const { press, sent, refuse } = setUp(at(3))
  press('next')
  press('prev')
  await refuse('at-end')
  expect(sent[1]?.intent).toMatchObject({ type: 'position/prev', from: at(3) })
})

test('[B7] without an answer nothing is sent later, and a press that has waited too long is dropped alone', async () => {
  const lost = setUp()
  lost.press('next')
  lost.press('next')
  await lost.silence()
  expect(lost.ended).toEqual(['unavailable'])
  expect(lost.sent).toHaveLength(1)

  const slow = setUp()
  slow.press('next')
  slow.press('next')
  await slow.pause(3001)
  slow.press('prev')
  slow.move(at(1))
  await slow.grant()
  expect(slow.sent.slice(1).map(({ intent }) => intent.type)).toEqual(['position/prev'])
})
