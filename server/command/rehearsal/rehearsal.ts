/** `lectern rehearse`: the run, the simulated room while the talk goes on, and the plan when it ends. */
import type { Logger } from 'pino'
import { rehearse } from '../../../protocol/plan.ts'
import { SERVER } from '../../../protocol/role.ts'
import { newId } from '../../base/new-id.ts'
import { explain } from '../../base/errors.ts'
import { makeReport, type ReportedDeck } from '../../export/make-report.ts'
import type { TalkLog, Undo } from '../../log/log.ts'
import { isGiven, nextRun } from '../../talk/next-run.ts'
import type { Talk } from '../../talk/talk.ts'
import type { Crowd } from './crowd.ts'
import { noTimes, rehearsalText } from './rehearsal-text.ts'

export interface RehearsalParts {
  log: TalkLog
  talk: Talk
  deck: () => ReportedDeck
  openCrowd: () => Crowd
  /** False with `--memory`. */
  stored: boolean
  write: (text: string) => void
  logger: Logger
}

export interface Rehearsal {
  /** Lets the simulated people in. */
  start(): void
  /** Ends the talk if it goes on, tells the times, and begins the run of the talk itself. */
  end(): Promise<void>
}

/** Begins the run of the rehearsal. Rejects with a one-line message if the log cannot be written. */
export async function beginRehearsal(parts: RehearsalParts): Promise<Rehearsal> {
  const { log, talk, deck, openCrowd, stored, write, logger } = parts
  const mark = async (): Promise<boolean> =>
    (await talk.append({ id: newId(), type: 'run/rehearse' }, SERVER)).ok
  if ((isGiven(talk.state) && !(await nextRun(talk))) || !(await mark()))
    throw new Error('A rehearsal cannot begin, because the log cannot be written.')

  let crowd: Crowd | undefined
  let stop: Undo = () => {}
  let ending = false
  let { number } = talk.state.run
  /** The end of this run was told, and it was not reopened. */
  let told = false
  /** One thing after the other. */
  let work = Promise.resolve()
  const then = (step: () => Promise<void>): void => {
    work = work.then(step).catch((error: unknown) => {
      logger.error({ err: error }, 'The rehearsal could not be measured.')
      write(`\n  The rehearsal could not be measured: ${explain(error)}\n`)
    })
  }

  async function tell(run: number): Promise<void> {
    const report = await makeReport({ log, talk: talk.id, run }, deck())
    const { talk: given, run: now } = talk.state
    const [first] = given.outline
    // The time on the first slide alone may be that of a server that nobody used.
    const isMeasured = report !== null && [...report.bySlide].some(([id, ms]) => ms > 0 && id !== first?.id)
    if (!isMeasured) return write(noTimes())
    const slides = [...rehearse(given.outline, report.bySlide, now.plan)]
    const { ok } = await talk.append({ id: newId(), type: 'run/measure', run, slides }, SERVER)
    write(rehearsalText(report, deck(), ok ? (stored ? 'stored' : 'in-memory') : 'not-stored'))
    if (!ending) write('  The server goes on until Ctrl-C.\n')
  }

  function leave(): void {
    const leaving = crowd
    crowd = undefined
    if (leaving) then(() => leaving.close())
  }

  function see({ run, talk: { over } }: Talk['state']): void {
    if (run.closed) return leave()
    if (run.number !== number) {
      // Begun on the phone or by `lectern run new`, and the people stay.
      const before = number
      const isTold = told
      ;[number, told] = [run.number, false]
      leave()
      if (!isTold) then(() => tell(before))
    }
    if (over) {
      leave()
      if (!told && run.rehearsal) then(() => tell(number))
      told = true
    } else if (ending) return
    else if (!run.rehearsal) void mark()
    else {
      told = false
      crowd ??= openCrowd()
    }
  }

  return {
    start() {
      stop = talk.onChange(see)
      see(talk.state)
    },
    async end() {
      ending = true
      leave()
      await work
      await talk.append({ id: newId(), type: 'talk/end' }, SERVER)
      stop()
      // It was refused if the log cannot be written.
      if (!told) then(() => tell(number))
      await work
      await nextRun(talk)
    },
  }
}
