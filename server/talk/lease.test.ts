/** Tests that only one phone drives on all nodes: two talks on one log, and phones that take over at random. */
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import { openMemoryLog } from '../log/memory.ts'
import { openTalk } from './talk.ts'

const slides = Array.from({ length: 40 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 0 }))
const phone = (id: string): Who => ({ role: 'presenter', paired: true, id })

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`

test('[T21] [T22] on two nodes, every move in the log comes from the driver at that entry', async () => {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  const quiet = pino({ level: 'silent' })
  const nodes = [await openTalk(log, 'demo', quiet), await openTalk(log, 'demo', quiet)] as const
  await nodes[0].append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  const phones = [phone('device-a'), phone('device-b'), phone('device-c')]
  const goto = (h: number, term?: number): Intent => ({
    id: newId(),
    type: 'position/goto',
    to: { h, v: 0, f: -1 },
    term,
  })
  const take = (): Intent => ({ id: newId(), type: 'driver/take' })

  const refused: string[] = []
  for (let round = 0; round < 60; round++) {
    const term = nodes[0].state.driver.term
    const acks = await Promise.all(
      phones.flatMap((who, i) => [
        nodes[(round + i) % 2]!.append(goto((round * 3 + i) % 40), who),
        ...(round % 4 === i ? [nodes[i % 2]!.append(take(), who)] : []),
        nodes[(round + i + 1) % 2]!.append(goto((round * 5 + i) % 40, term), who),
      ]),
    )
    for (const ack of acks) if (!ack.ok) refused.push(ack.refusal.code)
  }

  const entries: Entry[] = []
  for await (const entry of log.read('demo', 0)) entries.push(entry)
  let driver: string | null = null
  let term = 0
  let moves = 0
  for (const { by, event } of entries) {
    if (event.type === 'driver/taken') {
      expect(event).toEqual({ type: 'driver/taken', device: by, term: term + 1 })
      driver = event.device
      term = event.term
    } else if (event.type === 'position/moved') {
      expect(by).toBe(driver)
      moves += 1
    }
  }
  expect(term).toBeGreaterThan(20)
  expect(moves).toBeGreaterThan(50)
  expect(new Set(refused)).toEqual(new Set(['not-driver']))
})
