/** Tells the browsers of one role what changed: at once, or merged in ticks when only features changed that can wait. */
import { features, type FeatureName } from '../../protocol/features/index.ts'
import type { Role } from '../../protocol/role.ts'
import { changesSince } from '../../protocol/view.ts'
import { packetOf, type Lines } from './send-queues.ts'
import type { Talk } from '../talk/talk.ts'

export interface Patches {
  /** The talk has changed. */
  changed(): void
  close(): void
}

/** One encoding for each role, whatever the number of browsers; nothing when nothing changed for that role. */
export function sendPatches(
  lines: Pick<Lines, 'patch'>,
  talk: Pick<Talk, 'epoch' | 'state'>,
  role: Role,
  tickMs: () => number,
): Patches {
  let sent = { epoch: talk.epoch, seq: talk.state.seq }
  let due: NodeJS.Timeout | undefined

  function send(mayWait: boolean): void {
    const { epoch, state } = talk
    const from = epoch === sent.epoch ? sent.seq : 0
    const changes = changesSince(state, from, role)
    const changed = Object.keys(changes) as FeatureName[]
    // Nothing for this role: the next patch spans these entries too.
    if (from > 0 && changed.length === 0) return
    if (from > 0 && mayWait && changed.every((name) => features[name].delivery === 'in-ticks')) {
      due ??= setTimeout(() => {
        due = undefined
        send(false)
      }, tickMs())
      return
    }
    lines.patch(role, packetOf('patch', epoch, from, state.seq, changes), sent.epoch, sent.seq)
    sent = { epoch, seq: state.seq }
  }

  return { changed: () => send(true), close: () => clearTimeout(due) }
}
