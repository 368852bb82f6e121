/** Counts the followers into the log about once a minute while the talk runs, for its report. */
import { PRESENCE_EVERY_MS } from '../../protocol/features/presence.ts'
import { SERVER } from '../../protocol/role.ts'
import { newId } from '../base/new-id.ts'
import type { Undo } from '../log/log.ts'
import type { Talk } from '../talk/talk.ts'

/** `audience` is the number on all nodes; undefined until it is known. */
export function countPresence(
  talk: Pick<Talk, 'state' | 'append'>,
  audience: () => number | undefined,
): Undo {
  const timer = setInterval(() => {
    const { clock, talk: now, presence } = talk.state
    const count = audience()
    if (clock.startedAt === null || now.over || count === undefined) return
    if (presence.counts.at(-1)?.audience === count) return
    const id = newId()
    // A count that cannot be stored is lost: the next one is as good.
    void talk.append({ id, type: 'presence/count', audience: count }, SERVER)
  }, PRESENCE_EVERY_MS)
  return () => clearInterval(timer)
}
