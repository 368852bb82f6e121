/** Counts who is connected to a talk, on this node and on every other: a signal, never in the log. */
import { randomUUID } from 'node:crypto'
import type { TalkId } from '../protocol/ids.ts'
import type { Role } from '../protocol/role.ts'
import type { Signals } from '../protocol/wire.ts'
import type { TalkLog } from './log/log.ts'

type Headcount = Signals['headcount']

/** A change is told at most this often. */
const TICK_MS = 500
/** Each node repeats its count, so that one that died is noticed. */
const REPEAT_MS = 5_000
const FORGET_MS = 15_000

export interface Heads {
  enter(role: Role): void
  leave(role: Role): void
  /** The last count told, if any. */
  latest(): Headcount | null
  close(): void
}

export function countHeads(log: TalkLog, talk: TalkId, tell: (headcount: Headcount) => void): Heads {
  const node = randomUUID()
  const here: Headcount = { audience: 0, stage: 0, presenter: 0 }
  const nodes = new Map<string, { headcount: Headcount; until: number }>()
  let latest: Headcount | null = null
  let due: NodeJS.Timeout | undefined

  const whisper = (): void => log.whisper(talk, { node, headcount: { ...here } })
  const changed = (): void => {
    due ??= setTimeout(() => {
      due = undefined
      whisper()
    }, TICK_MS)
  }
  const count = (role: Role, by: number): void => {
    if (role === 'moderator') return
    here[role] += by
    changed()
  }
  const unsubscribe = log.onWhisper(talk, (said) => {
    const now = Date.now()
    nodes.set(said.node, { headcount: said.headcount, until: now + FORGET_MS })
    const sum: Headcount = { audience: 0, stage: 0, presenter: 0 }
    for (const [name, { headcount, until }] of nodes) {
      if (until < now) nodes.delete(name)
      else for (const role of Object.keys(sum) as (keyof Headcount)[]) sum[role] += headcount[role]
    }
    if (JSON.stringify(sum) === JSON.stringify(latest)) return
    latest = sum
    tell(sum)
  })
  const repeat = setInterval(whisper, REPEAT_MS)

  return {
    enter: (role) => count(role, 1),
    leave: (role) => count(role, -1),
    latest: () => latest,
    close() {
      clearTimeout(due)
      clearInterval(repeat)
      unsubscribe()
    },
  }
}
