/** Makes a person's own page of the talk: one HTML file without scripts, which needs nothing else. */
import pageStyles from './page.css?inline'
import type { Answers, MyVote } from './answers.ts'
import type { SlideCopy } from './copies.ts'
import type { SlideNote } from './notes.ts'
import { fill, percent, plural, words } from '../../client/words.ts'
import { locale } from '../../protocol/words/words.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'

export interface PageParts {
  title: string
  /** Of the page's own words. */
  language: string
  direction: string
  slidesLanguage: string
  slidesDirection: string
  /** How long the server keeps what people send. */
  kept: string
  /** The colours of the slides: `light`, `dark` or `auto`. */
  theme: string
  width: number
  height: number
  /** In the style element; see `slideStyles`. */
  styles: string
  slides: (SlideCopy & { note: SlideNote })[]
  answers: Answers
  date: Date
}

/** Nothing in the file runs or loads anything, whatever a slide contains. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"

export function makePage(parts: PageParts): string {
  const page = document.implementation.createHTMLDocument(parts.title)
  page.documentElement.lang = parts.language
  page.documentElement.dir = parts.direction
  const { ownPage } = words.elements
  page.documentElement.dataset['theme'] = parts.theme
  const make = maker(page)
  const policy = make('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = POLICY
  const viewport = make('meta')
  viewport.name = 'viewport'
  viewport.content = 'width=device-width, initial-scale=1'
  const charset = make('meta')
  charset.setAttribute('charset', 'utf-8')
  page.head.prepend(charset, policy, viewport)
  page.body.className = 'take-away'
  page.body.style.cssText = `--slide-w: ${parts.width}; --slide-h: ${parts.height}`

  const head = make('header')
  const day = parts.date.toLocaleDateString(locale(parts.language), { dateStyle: 'long' })
  head.append(make('h1', '', parts.title), make('p', 'soft', fill(ownPage.myPage, { day })))
  const marked = parts.slides.flatMap(({ title, note }, i) => (note.bookmarked ? [{ title, i }] : []))
  if (marked.length > 0) {
    const list = make('ul')
    for (const { title, i } of marked) {
      const link = make('a', '', `${i + 1} · ${title}`)
      link.href = `#slide-${i + 1}`
      const row = make('li')
      row.append(link)
      list.append(row)
    }
    const nav = make('nav')
    nav.append(make('h2', '', ownPage.bookmarks), list)
    head.append(nav)
  }
  const main = make('main')
  main.append(...parts.slides.map((slide, i) => slideOf(make, page, slide, i, parts)))
  page.body.append(head, main, ...answersOf(make, parts.answers), make('footer', 'soft', parts.kept))
  // The policy of the audience's page would refuse a style element, even in this document.
  const styles = `<style>${parts.styles}\n${pageStyles}</style>`
  return `<!doctype html>\n${page.documentElement.outerHTML.replace('</head>', () => `${styles}</head>`)}`
}

type Make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className?: string,
  text?: string,
) => HTMLElementTagNameMap[K]

function maker(page: Document): Make {
  return (tag, className = '', text = '') => {
    const element = page.createElement(tag)
    if (className !== '') element.className = className
    element.textContent = text
    return element
  }
}

function slideOf(
  make: Make,
  page: Document,
  { title, element, note }: PageParts['slides'][number],
  i: number,
  { slidesLanguage, slidesDirection }: PageParts,
): HTMLElement {
  const slide = make('article')
  slide.id = `slide-${i + 1}`
  const heading = make('h2', '', `${i + 1} · ${title}`)
  if (note.bookmarked) heading.append(make('span', 'mark', words.elements.ownPage.mark))
  const frame = make('div', 'frame')
  frame.lang = slidesLanguage
  frame.dir = slidesDirection
  frame.append(page.importNode(element, true))
  slide.append(heading, frame)
  if (note.text.trim() !== '') {
    const own = make('p', 'note', note.text.trim())
    own.dir = 'auto'
    slide.append(own)
  }
  return slide
}

function answersOf(make: Make, { votes, questions, liked, quiz }: Answers): HTMLElement[] {
  const { ownPage } = words.elements
  const parts: HTMLElement[] = []
  const part = (title: string, ...content: HTMLElement[]): void => {
    const section = make('section')
    section.append(make('h2', '', title), ...content)
    parts.push(section)
  }
  if (votes.length > 0) part(ownPage.votes, ...votes.map((vote) => voteOf(make, vote)))
  if (quiz) {
    const place = plural(ownPage.rank, quiz.score, { rank: quiz.rank, players: quiz.players })
    part(ownPage.quiz, make('p', '', place))
  }
  if (questions.length > 0) part(ownPage.questions, ...questions.map((item) => questionOf(make, item)))
  if (liked.length > 0) part(ownPage.liked, ...liked.map((item) => questionOf(make, item)))
  return parts
}

function voteOf(make: Make, { question, mine, room }: MyVote): HTMLElement {
  const element = make('div', 'said')
  const heading = make('h3', '', question)
  heading.dir = 'auto'
  const list = make('ul')
  list.append(...mine.map((each) => make('li', 'own', each)))
  element.append(heading, list)
  const all = room.reduce((sum, { votes }) => sum + votes, 0)
  if (all > 0) {
    const shares = room.map(({ option, votes }) => `${option} ${percent(votes / all)}`)
    element.append(make('p', 'soft', fill(words.elements.ownPage.ofRoom, { list: shares.join(' · ') })))
  }
  return element
}

function questionOf(make: Make, { text, votes, answered, reply }: QuestionItem): HTMLElement {
  const element = make('div', 'said')
  const heading = make('h3', '', text)
  heading.dir = 'auto'
  const count = plural(words.elements.votes, votes)
  const about = answered ? fill(words.elements.ownPage.done, { votes: count }) : count
  element.append(heading, make('p', 'soft', about))
  if (reply) {
    const answer = make('p', 'reply', reply)
    answer.dir = 'auto'
    element.append(answer)
  }
  return element
}
