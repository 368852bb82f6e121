/** Sends the speaker's intents to the talk, and reports the outcomes by note, vibration and announcement. */
import type { Connection } from '../client/connection/connection.ts'
import type { Outcome, Wish as Move } from '../client/move-queue.ts'
import { announce } from './dom/announce.ts'
import { feel } from './taps/haptics.ts'
import { anotherDrives, mayTap, type Actions, type Model } from './model/model.ts'
import { showNote } from './dom/note.ts'
import { saveSettings, type Settings } from './taps/settings.ts'
import type { Taps } from './taps/taps.ts'
import { OUTCOME_WORDS } from './model/words.ts'
import { createPress, type Wish } from './press.ts'

const NOT_YET = 'Not yet: checking where the talk is'

/** Shows the note, the vibration and the announcement at the end of a tap. */
export function tellOutcome(outcome: Outcome, settings: Settings): void {
  if (outcome === 'moved') return feel('moved', settings)
  if (outcome === 'last' || outcome === 'at-end') {
    feel('last', settings)
    if (outcome === 'last') announce('outcome', OUTCOME_WORDS.last)
    else showNote(OUTCOME_WORDS['at-end'])
    return
  }
  feel('refused', settings)
  showNote(OUTCOME_WORDS[outcome])
}

/** `settled` is called for every refusal, because some of them end this page's work. */
export function createActions(
  model: Model,
  connection: Connection,
  taps: Taps,
  settled: (outcome: Outcome) => void,
  settingsChanged: () => void,
  update: (change: Partial<Model>) => void,
): Actions {
  const refused = (words: string): void => {
    feel('refused', model.settings)
    showNote(words)
  }

  function tap(wish: Move): void {
    if (model.over) return refused(OUTCOME_WORDS['talk-over'])
    if (!mayTap(model)) return refused(NOT_YET)
    if (anotherDrives(model)) return refused('Another phone drives: take over to move from here')
    taps.tap(wish)
  }

  const ask = createPress(connection, {
    accepted: () => feel('moved', model.settings),
    refused(code) {
      settled(code)
      refused(
        code === 'unavailable' && model.saved
          ? 'The talk did not receive that. Try again'
          : OUTCOME_WORDS[code],
      )
    },
  })

  /** Sends a decision that depends on what the phone shows. */
  function decide(wish: Wish): void {
    if (!mayTap(model)) return refused(NOT_YET)
    void ask(wish)
  }

  return {
    next: () => tap('next'),
    prev: () => tap('prev'),
    jump: tap,
    resend: () => taps.resend(),
    discard: () => taps.discard(),
    takeOver: () => decide({ type: 'driver/take' }),
    black: () => decide({ type: 'screen/blank', blanked: !model.screen.blanked }),
    joinCode: () => decide({ type: 'screen/join', shown: !model.screen.join }),
    blankPosts: () => void ask({ type: 'posts/blank', blanked: !model.posts.blanked }),
    press: ask,
    watchFeed() {
      const undo = connection.listen('stream', ({ feed }) => update({ feed }))
      return () => {
        undo()
        model.feed = undefined
      }
    },
    restartClock: () => void ask({ type: 'clock/restart' }),
    endTalk: () => void ask({ type: 'talk/end' }),
    reopenTalk: () => void ask({ type: 'talk/reopen' }),
    newRun: () => decide({ type: 'run/close', run: model.run?.number ?? 1 }),
    reconnect: () => connection.reconnect(),
    set(change) {
      Object.assign(model.settings, change)
      saveSettings(model.settings)
      settingsChanged()
    },
  }
}
