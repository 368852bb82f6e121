/** Makes a person's own page of the talk: one HTML file without scripts, which needs nothing else. */
import pageStyles from './page.css?inline'
import type { Answers, MyVote } from './answers.ts'
import type { SlideCopy } from './copies.ts'
import type { SlideNote } from './notes.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'

export interface PageParts {
  title: string
  language: string
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
  const day = parts.date.toLocaleDateString(parts.language, { dateStyle: 'long' })
  head.append(make('h1', '', parts.title), make('p', 'soft', `My page of the talk · ${day}`))
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
    nav.append(make('h2', '', 'Bookmarks'), list)
    head.append(nav)
  }
  const main = make('main')
  main.append(...parts.slides.map((slide, i) => slideOf(make, page, slide, i)))
  page.body.append(head, main, ...answersOf(make, parts.answers))
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
): HTMLElement {
  const slide = make('article')
  slide.id = `slide-${i + 1}`
  const words = make('h2', '', `${i + 1} · ${title}`)
  if (note.bookmarked) words.append(make('span', 'mark', 'Bookmark'))
  const frame = make('div', 'frame')
  frame.append(page.importNode(element, true))
  slide.append(words, frame)
  if (note.text.trim() !== '') {
    const own = make('p', 'note', note.text.trim())
    own.dir = 'auto'
    slide.append(own)
  }
  return slide
}

function answersOf(make: Make, { votes, questions, liked, quiz }: Answers): HTMLElement[] {
  const parts: HTMLElement[] = []
  const part = (title: string, ...content: HTMLElement[]): void => {
    const section = make('section')
    section.append(make('h2', '', title), ...content)
    parts.push(section)
  }
  if (votes.length > 0) part('My votes', ...votes.map((vote) => voteOf(make, vote)))
  if (quiz) {
    const place = `Place ${quiz.rank} of ${quiz.players}, with ${quiz.score.toLocaleString('en')} points.`
    part('My quiz', make('p', '', place))
  }
  if (questions.length > 0) part('My questions', ...questions.map((item) => questionOf(make, item)))
  if (liked.length > 0) part('Questions that I voted for', ...liked.map((item) => questionOf(make, item)))
  return parts
}

function voteOf(make: Make, { question, mine, room }: MyVote): HTMLElement {
  const element = make('div', 'said')
  const words = make('h3', '', question)
  words.dir = 'auto'
  const list = make('ul')
  list.append(...mine.map((each) => make('li', 'own', each)))
  element.append(words, list)
  const all = room.reduce((sum, { votes }) => sum + votes, 0)
  if (all > 0) {
    const shares = room.map(({ option, votes }) => `${option} ${Math.round((100 * votes) / all)} %`)
    element.append(make('p', 'soft', `The room: ${shares.join(' · ')}`))
  }
  return element
}

function questionOf(make: Make, { text, votes, answered, reply }: QuestionItem): HTMLElement {
  const element = make('div', 'said')
  const words = make('h3', '', text)
  words.dir = 'auto'
  const count = votes === 1 ? '1 vote' : `${votes} votes`
  element.append(words, make('p', 'soft', answered ? `${count} · answered` : count))
  if (reply) {
    const answer = make('p', 'reply', reply)
    answer.dir = 'auto'
    element.append(answer)
  }
  return element
}
