/** <live-quiz>: one question. The audience answers, the stage shows the time, the number of answers, then the result. */
import './live-quiz.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Player } from '../../protocol/features/quiz-slice.ts'
import type { QuizQuestionView, QuizView } from '../../protocol/features/quiz-view.ts'
import { make, say } from '../parts.ts'
import { createMyAnswer } from './my-answer.ts'
import { createPast, playerThen } from './past-question.ts'
import { createQuizClock } from './quiz-clock.ts'
import { createQuizJoin } from './quiz-join.ts'
import { createQuizOptions, type QuizOptions } from './quiz-options.ts'
import { answeredWords, answerWords, playersWords, rankWords } from './quiz-words.ts'
import { fill, words } from '../../client/words.ts'

/** This participant wants no nickname; the next questions do not ask again. */
let asGuest = false

class LiveQuiz extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show({ room: connection, role, talk, outbox }: LiveContext): () => void {
    const { id } = this
    const { quiz } = words.elements
    const answers = role === 'audience'
    let view: QuizView | undefined
    let own: Player | undefined
    let options: { ask: number; part: QuizOptions } | undefined

    const clock = createQuizClock(connection, draw)
    const join = createQuizJoin(connection, talk, () => {
      asGuest = true
      draw()
    })
    const past = createPast(connection, id, draw)
    const mine = createMyAnswer(connection, outbox, () => draw())
    const head = make('div', 'quiz-head')
    const question = make('p', 'quiz-question')
    question.dir = 'auto'
    head.append(question, clock.element)
    const place = make('div', 'quiz-place')
    const send = make('button', 'button primary quiz-send', quiz.sendAnswer)
    send.addEventListener('click', () => mine.sendChosen())
    const line = make('p', 'quiz-say')
    line.role = 'status'
    const more = make('p', 'quiz-more')
    const why = make('p', 'quiz-why')
    why.dir = 'auto'
    this.append(...(answers ? [join.element] : []), head, place, send, line, why, more)

    function draw(): void {
      if (!view) return
      const newest = view.question?.id === id ? view.question : null
      const isPast = newest === null && view.over.includes(id)
      past.want(isPast)
      const then = past.known
      const current = newest ?? then?.question ?? null
      const player = then ? playerThen(own, then) : own
      mine.know(current, player)
      if (current) drawQuestion({ ...view, ...(then && { answered: then.answered }) }, current, player)
      else drawBefore(view, isPast)
      const needsName = answers && !own?.nickname && !asGuest && !isPast && current?.state !== 'revealed'
      join.element.hidden = !needsName
      place.hidden = needsName || current === null
      line.hidden = needsName
    }

    /** Before the question is started, nobody reads it. After it, its result may still be on its way. */
    function drawBefore({ players }: QuizView, isPast: boolean): void {
      clock.run(null)
      options = undefined
      place.replaceChildren()
      send.hidden = true
      say(why, '')
      if (isPast) {
        say(question, quiz.over)
        say(line, '')
        return say(more, '')
      }
      say(question, own?.nickname ? fill(quiz.readyName, { name: own.nickname }) : quiz.ready)
      say(line, answers ? quiz.appears : '')
      say(more, playersWords(players))
    }

    function drawQuestion(now: QuizView, current: QuizQuestionView, player: Player | undefined): void {
      if (options?.ask !== current.ask) {
        options = {
          ask: current.ask,
          part: createQuizOptions(current.options, answers ? (option) => mine.choose(option) : undefined),
        }
        place.replaceChildren(options.part.element)
      }
      clock.run(current.state === 'open' ? current : null)
      const isOpen = current.state === 'open' && !clock.isUp
      const mayAnswer = isOpen && mine.mayAnswer
      options.part.draw({ question: current, answered: now.answered, chosen: mine.chosen, open: mayAnswer })
      say(question, current.text)
      send.hidden = !(answers && current.several && mayAnswer)
      send.disabled = mine.chosen.length === 0
      const { result } = current
      const isRevealed = current.state === 'revealed'
      say(
        line,
        answers
          ? answerWords(current, mine.known, player, clock.isUp)
          : isOpen || isRevealed
            ? ''
            : quiz.timeUp,
      )
      say(why, isRevealed ? (result?.explanation ?? '') : '')
      say(more, answers && isRevealed ? rankWords(own, now) : answeredWords(now))
    }

    // A key that presses a button must not move the slides.
    const keepKeys = (event: KeyboardEvent): void => {
      if (event.target !== this && (event.key === ' ' || event.key === 'Enter')) event.stopPropagation()
    }
    this.addEventListener('keydown', keepKeys)
    const unsubscribe = connection.subscribe('quiz', (now, ownNow) => {
      view = now
      own = ownNow
      draw()
    })
    return () => {
      this.removeEventListener('keydown', keepKeys)
      unsubscribe()
      clock.close()
      join.close()
      past.close()
      mine.close()
    }
  }
}

customElements.define('live-quiz', LiveQuiz)
