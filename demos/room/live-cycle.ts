/** <live-cycle>: a worker that serves one browser at a time. Press to become a request, and see who waits for whom. */
import './live-cycle.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { CYCLE_PHASES, type CycleAnswer, type CycleKind, type CycleNews } from '../../protocol/cycle.ts'
import type { Query } from '../../protocol/queries.ts'
import { fill, number, plural, words } from '../../client/words.ts'
import { make, showsTheRoom } from '../parts.ts'

/** The maximum number of requests shown; further ones are only counted. */
const MOST_SHOWN = 15

type Why = Extract<CycleAnswer, { ok: false }>['why']

function whyNot(why: Why): string {
  const { cycle } = words.exhibits
  return why === 'no-cookie' ? cycle.noCookie : cycle[why]
}

customElements.define(
  'live-cycle',
  class extends LiveElement {
    static override readonly wordParts = ['elements', 'exhibits'] as const

    protected show({ room: connection, role }: LiveContext): () => void {
      const { cycle } = words.exhibits
      const shared = showsTheRoom(role)
      const kind: CycleKind = this.getAttribute('mode') === 'websocket' ? 'websocket' : 'http'
      const server = make('div', 'cycle-server')
      const serverName = make('p', 'cycle-name')
      const phases = CYCLE_PHASES[kind].map((phase) => make('li', 'cycle-phase', cycle.phases[phase]))
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
      if (shared) say.textContent = cycle.ask
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
        say.textContent = cycle.onlyPaired
      }
      const pressWords = kind === 'http' ? cycle.beRequest : cycle.openSocket
      const press = button('cycle-press button primary', pressWords, async () => {
        press.disabled = true
        const answer = await connection.query({ query: 'cycle/press', kind })
        if (answer?.ok) {
          me = answer.browser
          presses = answer.presses
          pressedAt = performance.now()
          pending = true
          say.textContent = fill(cycle.you, { number: String(me) })
        } else say.textContent = answer ? whyNot(answer.why) : cycle.silent
        draw()
      })
      const hangUp = button('button', cycle.hangUp, () => {
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
        const mine = { number: String(me) }
        if (served && kind === 'websocket')
          say.textContent = fill(style === 'loop' ? cycle.servedAll : cycle.servedAlone, mine)
        else if (served) say.textContent = fill(cycle.turn, mine)
        else if (before >= 0) {
          const first = now[0]?.browser
          const held = first === undefined ? '' : ` ${fill(cycle.holds, { number: String(first) })}`
          say.textContent = fill(cycle.before, { ...mine, n: before }) + held
        } else {
          pending = false
          say.textContent = fill(cycle.done, { ...mine, seconds: seconds(performance.now() - pressedAt) })
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
        serverName.textContent = loop ? cycle.loop : cycle.worker
        lineName.textContent = queue.length === 0 ? cycle.nobody : plural(cycle.inLine, queue.length)
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
          plural(cycle.served, served),
          ...(gaveUp > 0 ? [plural(cycle.gaveUp, gaveUp)] : []),
          fill(cycle.longest, { seconds: seconds(longestMs) }),
        ].join(' · ')
        if (pending && news.presses >= presses) drawMine(news)
        press.disabled = pending
        hangUp.hidden = !shared && !pending
        hangUp.disabled = now.length === 0
        swap.textContent = loop ? cycle.useWorker : cycle.useLoop
      }
      hangUp.hidden = !shared
      swap.hidden = kind === 'http'
      swap.textContent = cycle.useLoop
      return connection.listen('cycle', (told) => {
        news = told
        draw()
      })
    }
  },
)

function seconds(ms: number): string {
  return number(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}

function showNumbers(into: HTMLElement, numbers: number[], me: number | undefined): void {
  const shown = numbers.slice(0, MOST_SHOWN).map((browser) => {
    const token = make('span', 'cycle-number', String(browser))
    token.classList.toggle('me', browser === me)
    return token
  })
  const rest = numbers.length - shown.length
  if (rest > 0) shown.push(make('span', 'cycle-rest', plural(words.elements.questions.andMore, rest)))
  into.replaceChildren(...shown)
}

function button(className: string, text: string, on: () => unknown): HTMLButtonElement {
  const made = make('button', className, text)
  made.addEventListener('click', () => void on())
  return made
}
