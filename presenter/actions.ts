/** Sends the speaker's intents to the talk, and reports the outcomes by note, vibration and announcement. */
import type { Connection } from '../client/connection/connection.ts'
import type { Outcome, Wish as Move } from '../client/move-queue.ts'
import { words } from '../client/words.ts'
import { announce } from './dom/announce.ts'
import { feel } from './taps/haptics.ts'
import { anotherDrives, mayTap, type Actions, type Model } from './model/model.ts'
import { showNote } from './dom/note.ts'
import { saveSettings, type Settings } from './taps/settings.ts'
import type { Taps } from './taps/taps.ts'
import { outcomeWords } from './model/words.ts'
import { createPress, type Wish } from './press.ts'

/** Shows the note, the vibration and the announcement at the end of a tap. */
export function tellOutcome(outcome: Outcome, settings: Settings): void {
  if (outcome === 'moved') return feel('moved', settings)
  if (outcome === 'last' || outcome === 'at-end') {
    feel('last', settings)
    if (outcome === 'last') announce('outcome', outcomeWords(outcome))
    else showNote(outcomeWords(outcome))
    return
  }
  feel('refused', settings)
  showNote(outcomeWords(outcome))
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
  const refused = (text: string): void => {
    feel('refused', model.settings)
    showNote(text)
  }

  function tap(wish: Move): void {
    if (model.over) return refused(outcomeWords('talk-over'))
    if (!mayTap(model)) return refused(words.phone.notYet)
    if (anotherDrives(model)) return refused(words.phone.takeOverFirst)
    taps.tap(wish)
  }

  const ask = createPress(connection, {
    accepted: () => feel('moved', model.settings),
    refused(code) {
      settled(code)
      refused(code === 'unavailable' && model.saved ? words.phone.notReceived : outcomeWords(code))
    },
  })

  /** Sends a decision that depends on what the phone shows. */
  function decide(wish: Wish): void {
    if (!mayTap(model)) return refused(words.phone.notYet)
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
