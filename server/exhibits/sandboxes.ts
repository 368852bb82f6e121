/**
 * Small talks in memory, one per visitor: the protocol's own rules and fold, without a log. A sandbox belongs to the
 * participant who opened it, and ends by itself when it was idle for too long or its owner has disconnected.
 */
import { decide } from '../../protocol/decide.ts'
import type { Event } from '../../protocol/event.ts'
import type { Position } from '../../protocol/position.ts'
import type { ActorId } from '../../protocol/ids.ts'
import type { Query } from '../../protocol/queries.ts'
import type { Who } from '../../protocol/role.ts'
import {
  MAX_SANDBOXES,
  SANDBOX_OUTLINE,
  type SandboxAnswer,
  type SandboxView,
} from '../../protocol/sandbox.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { coalesce } from '../base/coalesce.ts'
import type { SignalSource } from '../room/signal-channels.ts'
import { shareOf, type Visitor } from '../admission/visitor.ts'

export const IDLE_MS = 15 * 60_000
/** A person who reloads the page or loses the network for a moment is back within this time. */
export const AWAY_MS = 60_000
/** Sandboxes that one address may open at once, and then per second: a hall shares one address. */
export const VISITS = 100
export const VISITS_PER_SECOND = 10
/** The number of sandboxes that fit on the wall. */
const WALL = 16
const TICK_MS = 100
/** A sandbox keeps no list of seen ids: `from` alone makes a repeated intent harmless. */
const INTENT_ID = 'sandbox-move'

type SandboxQuery = Query<'sandbox/open' | 'sandbox/move' | 'sandbox/tilt'>

export interface Sandboxes {
  answer(query: SandboxQuery, visitor: Visitor): SandboxAnswer
  /** The connection is closed. */
  left(visitor: Visitor): void
  topic: SignalSource<'sandboxes'>
  close(): void
}

interface Sandbox {
  number: number
  state: State
  moves: number
  dot: SandboxView['dot']
  usedAt: number
  /** Its owner's open connections that have used it. */
  here: Set<Visitor>
  /** Stands for the address that opened it. */
  address: Visitor['visits']
  /** Ends it after its owner has disconnected. */
  leaving?: NodeJS.Timeout
  /** The number of the change that last affected it. */
  changed: number
}

export function createSandboxes(now = Date.now): Sandboxes {
  /** The least recently used comes first. */
  const byOwner = new Map<ActorId, Sandbox>()
  let opened = 0
  let changes = 0
  let notify = (): void => {}
  let ending: NodeJS.Timeout | undefined

  /** Ends idle ones, and runs again when the next one may be idle. */
  function endIdle(): void {
    clearTimeout(ending)
    ending = undefined
    for (const [owner, { usedAt }] of byOwner) {
      const left = usedAt + IDLE_MS - now()
      if (left > 0) {
        ending = setTimeout(endIdle, left).unref()
        return
      }
      remove(owner)
    }
  }

  function remove(owner: ActorId): void {
    clearTimeout(byOwner.get(owner)?.leaving)
    byOwner.delete(owner)
    notify()
  }

  function touch(visitor: Visitor, sandbox: Sandbox): void {
    const owner = visitor.who.id
    clearTimeout(sandbox.leaving)
    sandbox.here.add(visitor)
    sandbox.usedAt = now()
    byOwner.delete(owner)
    byOwner.set(owner, sandbox)
    endIdle()
  }

  function changed(sandbox: Sandbox): SandboxAnswer {
    sandbox.changed = ++changes
    notify()
    return { ok: true, sandbox: show(sandbox) }
  }

  /** Ends the least recently used sandbox whose owner has disconnected. */
  function makeRoom(): boolean {
    if (byOwner.size < MAX_SANDBOXES) return true
    const [gone] = [...byOwner].find(([, { here }]) => here.size === 0) ?? []
    if (gone !== undefined) remove(gone)
    return gone !== undefined
  }

  function open(visitor: Visitor): SandboxAnswer {
    const owner = visitor.who.id
    const address = visitor.visits
    // A script without cookies would be a new person each time, and would take all of them.
    if (visitor.who.passing || !address) return { ok: false, why: 'no-cookie' }
    const beside = [...byOwner.values()].filter((each) => each.address === address)
    if (beside.length >= shareOf(MAX_SANDBOXES)) return { ok: false, why: 'full' }
    if (address.take() > 0) return { ok: false, why: 'often' }
    if (!makeRoom()) return { ok: false, why: 'full' }
    const sandbox = newSandbox(++opened, owner, address, now())
    touch(visitor, sandbox)
    return changed(sandbox)
  }

  function move(sandbox: Sandbox, owner: ActorId, step: 'next' | 'prev', from: Position): SandboxAnswer {
    const moved = moveState(sandbox.state, step, from, owner, now())
    if (typeof moved === 'string') return { ok: false, why: moved, sandbox: show(sandbox) }
    sandbox.state = moved
    sandbox.moves += 1
    return changed(sandbox)
  }

  const onWall = (): Sandbox[] => [...byOwner.values()].toSorted((a, b) => b.number - a.number).slice(0, WALL)

  return {
    answer(query, visitor) {
      endIdle()
      const owner = visitor.who.id
      const own = byOwner.get(owner)
      if (own) touch(visitor, own)
      if (query.query === 'sandbox/open') return own ? { ok: true, sandbox: show(own) } : open(visitor)
      if (!own) return { ok: false, why: 'ended' }
      if (query.query === 'sandbox/move') return move(own, owner, query.move, query.from)
      own.dot = { x: round(query.x), y: round(query.y) }
      return changed(own)
    },
    left(visitor) {
      const owner = visitor.who.id
      const own = byOwner.get(owner)
      if (!own?.here.delete(visitor) || own.here.size > 0) return
      own.leaving = setTimeout(remove, AWAY_MS, owner).unref()
    },
    topic: {
      opening() {
        const wall = onWall()
        return { total: byOwner.size, wall: wall.map((each) => each.number), changed: wall.map(show) }
      },
      start(tell) {
        let sent = changes
        let shown = new Set(onWall().map((each) => each.number))
        const telling = coalesce(() => {
          const wall = onWall()
          const news = wall.filter((each) => each.changed > sent || !shown.has(each.number))
          sent = changes
          shown = new Set(wall.map((each) => each.number))
          tell({ total: byOwner.size, wall: [...shown], changed: news.map(show) })
        }, TICK_MS)
        notify = telling.soon
        return () => {
          notify = () => {}
          telling.cancel()
        }
      },
    },
    close() {
      clearTimeout(ending)
      for (const { leaving } of byOwner.values()) clearTimeout(leaving)
      byOwner.clear()
    },
  }
}

function newSandbox(number: number, owner: ActorId, address: Visitor['visits'], at: number): Sandbox {
  const begun: Event = { type: 'talk/outlined', version: 'sandbox', slides: SANDBOX_OUTLINE }
  const state = fold(EMPTY, begun, owner, at)
  return { number, state, moves: 0, dot: null, usedAt: at, here: new Set(), address, changed: 0 }
}

/** The state after a move of its owner, or the refusal. */
function moveState(
  state: State,
  step: 'next' | 'prev',
  from: Position,
  owner: ActorId,
  at: number,
): State | 'at-end' | 'at-start' | 'moved-on' {
  const driver: Who = { role: 'presenter', paired: true, id: owner }
  const decision = decide(state, { id: INTENT_ID, type: `position/${step}`, from }, driver, at)
  if (Array.isArray(decision)) return decision.reduce((all, event) => fold(all, event, owner, at), state)
  const end = step === 'next' ? 'at-end' : 'at-start'
  return decision.code === end ? end : 'moved-on'
}

function fold(state: State, event: Event, by: ActorId, at: number): State {
  return evolve(state, { seq: state.seq + 1, at, by, id: INTENT_ID, event })
}

function show({ number, state, moves, dot }: Sandbox): SandboxView {
  return { number, at: state.position, moves, dot }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
