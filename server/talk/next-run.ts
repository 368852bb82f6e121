/** Ends the current run of a live talk, as the phone does, and tells whether it has been given at all. */
import { FEATURE_NAMES, type FeatureName } from '../../protocol/features/index.ts'
import { SERVER } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import { newId } from '../base/new-id.ts'
import type { Undo } from '../log/log.ts'
import type { Talk } from './talk.ts'

/** The slides of a deck change these before anybody does anything. */
const OF_SLIDES: readonly FeatureName[] = ['talk', 'run', 'position', 'left']

/** Whether anything has happened in this run. A first move also starts the clock. */
export function isGiven({ changed, talk, run }: State): boolean {
  return (
    talk.over || run.rehearsal || FEATURE_NAMES.some((name) => changed[name] > 0 && !OF_SLIDES.includes(name))
  )
}

/** Resolves when the next run has begun; to false if the log cannot be written. */
export async function nextRun(talk: Talk): Promise<boolean> {
  const { number } = talk.state.run
  let stop: Undo = () => {}
  const begun = new Promise<void>((resolve) => {
    stop = talk.onChange(({ run }) => run.number > number && resolve())
  })
  try {
    const id = newId()
    const { ok } = await talk.append({ id, type: 'run/close', run: number }, SERVER)
    if (ok) await begun
    return ok
  } finally {
    stop()
  }
}
