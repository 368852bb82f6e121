/** The phone's header: the connection, the followers, the position and the times. */
import { fill, words } from '../../client/words.ts'
import { plannedTimes } from '../../protocol/plan.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Draw, Model } from '../model/model.ts'
import { duration, paceWord, progress } from '../model/pace.ts'
import { following, place, stages, type LinkWord } from '../model/words.ts'

const TONE: Record<LinkWord, 'live' | 'wait' | 'lost'> = {
  connecting: 'wait',
  checking: 'wait',
  live: 'live',
  reconnecting: 'wait',
  lost: 'lost',
  refused: 'lost',
}

/** `redraw` is called once a second, for the clocks. */
export function createStatus(redraw: () => void): Draw {
  const link = byId('link')
  const wallClock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
  setInterval(() => document.visibilityState === 'visible' && redraw(), 1000)

  return (model) => {
    const { word, roundTripMs } = model.link
    byId('phone').dataset['link'] = TONE[word]
    link.classList.toggle('live', TONE[word] === 'live')
    link.classList.toggle('lost', TONE[word] === 'lost')
    setText(byId('link-word'), words.phone.link[word])
    setText(byId('round-trip'), roundTripMs === null ? '' : `${roundTripMs} ms`)
    drawRoom(model)
    drawPlace(model)
    drawTimes(model, wallClock)
  }
}

function drawRoom({ headcount, link }: Model): void {
  const room = byId('room')
  const known = headcount !== undefined && link.word === 'live'
  setText(room.children[0] as HTMLElement, known ? following(headcount.audience) : '')
  setText(room.children[1] as HTMLElement, known ? stages(headcount.stage) : '')
}

function drawPlace({ deck, position, over, run }: Model): void {
  const { phone } = words
  const { slide, step } = position ? place(deck.outline, position) : { slide: phone.slideLoading, step: '' }
  byId('rehearsal').hidden = run?.rehearsal !== true
  setText(byId('place-slide'), over ? fill(phone.overAt, { slide }) : slide)
  setText(byId('place-step'), step)
}

function drawTimes({ deck, position, clock, link, over, run }: Model, wallClock: Intl.DateTimeFormat): void {
  const now = Date.now()
  setText(byId('wall-clock'), wallClock.format(now))
  const { durationMinutes: planned, timings } = plannedTimes(deck, run?.plan ?? [])
  byId('left-cell').hidden = planned === 0
  const started = clock.startedAt
  const elapsedMs = started === null ? 0 : Math.max(0, now + (link.offsetMs ?? 0) - started)
  setText(byId('elapsed'), duration(elapsedMs))
  setText(byId('elapsed-word'), started === null ? words.phone.notStarted : words.phone.elapsed)
  const leftMs = planned * 60_000 - elapsedMs
  const left = byId('left')
  setText(left, duration(leftMs))
  left.classList.toggle('overtime', leftMs < 0)
  const word =
    started === null || !position || over
      ? ''
      : paceWord(progress(deck.outline, position, timings), elapsedMs, planned)
  const side = leftMs < 0 ? words.phone.over : words.phone.left
  setText(byId('pace'), word === '' ? side : fill(words.phone.withPace, { side, pace: word }))
}
