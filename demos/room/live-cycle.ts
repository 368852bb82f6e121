/** <live-cycle>: a worker that serves one browser at a time. Press to become a request, and see who waits for whom. */
import './live-cycle.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { CYCLE_PHASES, type CycleKind, type CycleNews } from '../../protocol/cycle.ts'
import type { Query } from '../../protocol/queries.ts'
import { make, showsTheRoom } from '../parts.ts'

/** The maximum number of requests shown; further ones are only counted. */
const MOST_SHOWN = 15

const WORDS = {
  full: 'The queue is full: no more than 200 fit, and 150 from one network.',
  'no-cookie': 'Pressing needs a cookie, which this browser does not keep.',
  pending: 'You are already in the queue.',
  often: 'Too often. Wait a second.',
  closed: 'The worker is not ready yet. Try again.',
  silent: 'The server did not answer. Try again.',
}
const ASK = 'Nobody has pressed yet. Press the button on your phone.'
const PRESS: Record<CycleKind, string> = { http: 'Become a request', websocket: 'Open a WebSocket' }

customElements.define(
  'live-cycle',
  class extends LiveElement {
    protected show({ room: connection, role }: LiveContext): () => void {
      const shared = showsTheRoom(role)
      const kind: CycleKind = this.getAttribute('mode') === 'websocket' ? 'websocket' : 'http'
      const server = make('div', 'cycle-server')
      const serverName = make('p', 'cycle-name')
      const phases = CYCLE_PHASES[kind].map((phase) => make('li', 'cycle-phase', phase))
      const steps = make('ol', 'cycle-phases')
      steps.append(...phases)
      const serving = make('p', 'cycle-numbers')
      server.append(serverName, steps, serving)
      const line = make('div', 'cycle-line')
      const lineName = make('p', 'cycle-name')
      const waiting = make('p', 'cycle-numbers')
      line.append(lineName, waiting)
      const sum = make('p', 'cycle-sum')
      const say = make('p', 'cycle-say')
      say.role = 'status'
      const keys = make('div', 'cycle-keys')
      // The deck's drawing, until somebody presses.
      const drawing = make('div', 'cycle-drawing')
      drawing.append(...this.stillCopy())
      this.dataset['idle'] = 'true'
      if (shared) say.textContent = ASK
      this.append(drawing, line, server, sum, keys, say)
      // On the stage, these keys must not move the talk.
      keys.addEventListener('keydown', (event) => {
        if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
      })

      let me: number | undefined
      let pressedAt = 0
      let presses = 0
      let pending = false
      /** The number of presses when it was shown. */
      let pressesBefore: number | undefined
      /** Somebody has pressed since then. */
      let used = false
      let news: CycleNews | undefined

      const ask = async (question: Query<'cycle/hang-up' | 'cycle/style'>): Promise<void> => {
        if (!shared || (await connection.query(question))) return
        say.textContent = 'Only a paired browser may do that: open the presenter link here.'
      }
      const press = button('cycle-press button primary', PRESS[kind], async () => {
        press.disabled = true
        const answer = await connection.query({ query: 'cycle/press', kind })
        if (answer?.ok) {
          me = answer.browser
          presses = answer.presses
          pressedAt = performance.now()
          pending = true
          say.textContent = `You are number ${me}.`
        } else say.textContent = answer ? WORDS[answer.why] : WORDS.silent
        draw()
      })
      const hangUp = button('button', 'Hang up', () => {
        if (shared) void ask({ query: 'cycle/hang-up', all: true })
        else void connection.query({ query: 'cycle/hang-up', all: false })
      })
      const swap = button('button', '', () => {
        void ask({ query: 'cycle/style', style: news?.style === 'loop' ? 'blocking' : 'loop' })
      })
      // A request ends by itself.
      const own = kind === 'http' ? [] : [hangUp]
      keys.append(...(shared ? [...own, swap] : [press, ...own]))

      const drawMine = ({ serving: now, waiting: queue, style }: CycleNews): void => {
        const served = now.find((each) => each.browser === me)
        const before = queue.indexOf(me ?? -1)
        const waited = ((performance.now() - pressedAt) / 1000).toFixed(1)
        if (served && kind === 'websocket') {
          const others = style === 'loop' ? 'So is everybody else.' : 'Nobody else is, until you hang up.'
          say.textContent = `Number ${me}: you are being served. ${others}`
        } else if (served) say.textContent = `Number ${me}: it is your turn.`
        else if (before >= 0) {
          const first = now[0]?.browser
          const held = first === undefined ? '' : ` Number ${first} has the worker.`
          say.textContent = `Number ${me}: ${before} in line before you.${held}`
        } else {
          pending = false
          say.textContent = `Number ${me}: done, after ${waited} s.`
        }
      }
      const begin = (): void => {
        if (used) return
        used = true
        this.dataset['idle'] = 'false'
        if (shared) say.textContent = ''
      }
      const draw = (): void => {
        if (!news) return
        const { style, serving: now, waiting: queue, served, gaveUp, longestMs } = news
        const loop = style === 'loop'
        pressesBefore ??= news.presses
        if (news.presses > pressesBefore || now.length + queue.length > 0) begin()
        this.dataset['style'] = style
        this.dataset['stuck'] = String(!loop && now[0]?.kind === 'websocket' && queue.length > 0)
        serverName.textContent = loop ? 'One event loop: all together' : 'One worker: one at a time'
        lineName.textContent = queue.length === 0 ? 'Nobody is waiting' : `${queue.length} in line`
        phases.forEach((each, i) => {
          const here = now.some((one) => one.kind === kind && one.phase === i)
          each.classList.toggle('on', here)
        })
        showNumbers(
          serving,
          now.map((each) => each.browser),
          me,
        )
        showNumbers(waiting, queue, me)
        sum.textContent = [
          `${served} served`,
          ...(gaveUp > 0 ? [`${gaveUp} gave up`] : []),
          `longest wait ${(longestMs / 1000).toFixed(1)} s`,
        ].join(' · ')
        if (pending && news.presses >= presses) drawMine(news)
        press.disabled = pending
        hangUp.hidden = !shared && !pending
        hangUp.disabled = now.length === 0
        swap.textContent = loop ? 'Back to one worker' : 'Use an event loop'
      }
      hangUp.hidden = !shared
      swap.hidden = kind === 'http'
      swap.textContent = 'Use an event loop'
      return connection.listen('cycle', (told) => {
        news = told
        draw()
      })
    }
  },
)

function showNumbers(into: HTMLElement, numbers: number[], me: number | undefined): void {
  const shown = numbers.slice(0, MOST_SHOWN).map((number) => {
    const token = make('span', 'cycle-number', String(number))
    token.classList.toggle('me', number === me)
    return token
  })
  const rest = numbers.length - shown.length
  if (rest > 0) shown.push(make('span', 'cycle-rest', `and ${rest} more`))
  into.replaceChildren(...shown)
}

function button(className: string, text: string, on: () => unknown): HTMLButtonElement {
  const made = make('button', className, text)
  made.addEventListener('click', () => void on())
  return made
}
