/** Ends the current run of a live talk, as the phone does. */
import { randomBytes } from 'node:crypto'
import { SERVER } from '../../protocol/role.ts'
import type { Undo } from '../log/log.ts'
import type { Talk } from './talk.ts'

/** Resolves when the next run has begun; to false if the log cannot be written. */
export async function nextRun(talk: Talk): Promise<boolean> {
  const { number } = talk.state.run
  let stop: Undo = () => {}
  const begun = new Promise<void>((resolve) => {
    stop = talk.onChange(({ run }) => run.number > number && resolve())
  })
  try {
    const id = randomBytes(12).toString('base64url')
    const { ok } = await talk.append({ id, type: 'run/close', run: number }, SERVER)
    if (ok) await begun
    return ok
  } finally {
    stop()
  }
}
