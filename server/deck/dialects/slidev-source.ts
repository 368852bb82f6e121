/** Splits a Slidev deck into its slides as Slidev does, and reads the files that its slides name with `src`. */
import { classify, type Assets } from '../assets.ts'
import { keysOf } from './dialect.ts'

export interface SlidevSlide {
  file: string
  /** The line of `text`'s first line. */
  line: number
  front: Record<string, unknown>
  text: string
  notes: string
  /** Why a file that the slide should include cannot be. */
  problem?: string
}

/** A deck that includes more than this is made to grow without end. */
const MOST_SLIDES = 2000
const MOST_DEEP = 20

/** All slides with those of the included files. */
export function readSlidev(file: string, text: string, assets: Assets): SlidevSlide[] {
  const budget = { left: MOST_SLIDES }
  return splitSlidev(file, text).flatMap((slide) => included(slide, [file], assets, budget))
}

function included(
  slide: SlidevSlide,
  above: string[],
  assets: Assets,
  budget: { left: number },
): SlidevSlide[] {
  if (isOn(slide.front['hide']) || isOn(slide.front['disabled'])) return []
  if (budget.left-- <= 0)
    return budget.left === -1 ? [withProblem(slide, `The deck has more than ${MOST_SLIDES} slides.`)] : []
  const { src } = slide.front
  if (typeof src !== 'string') return [slide]
  const [address = '', range] = src.split('#')
  // A leading slash means the folder of the deck.
  const found = classify(address.replace(/^\//, ''))
  const [, folder = ''] = /^(.*\/)[^/]*$/.exec(slide.file) ?? []
  const beside = found.kind === 'local' && !address.startsWith('/') ? classify(folder + address) : found
  const path = beside.kind === 'local' ? beside.path : null
  if (path === null) return [withProblem(slide, `src: ${src} is outside of the deck's folder.`)]
  if (above.includes(path)) return [withProblem(slide, `src: ${src} includes itself.`)]
  if (above.length > MOST_DEEP)
    return [withProblem(slide, `src: ${src} is included by too many files in a row.`)]
  const text = /\.(md|markdown)$/i.test(path) ? assets.read(path) : null
  if (text === null) return [withProblem(slide, `src: there is no Markdown file ${src}.`)]
  const { src: _, ...front } = slide.front
  const slides = splitSlidev(path, text.replaceAll(/\r\n?/g, '\n'))
  const wanted = range ? slides.filter((__, i) => inRange(range, i + 1)) : slides
  return wanted
    .map((each, i) => (i === 0 ? { ...each, front: { ...each.front, ...front } } : each))
    .flatMap((each) => included(each, [...above, path], assets, budget))
}

function withProblem(slide: SlidevSlide, problem: string): SlidevSlide {
  return { ...slide, problem }
}

/** `2,5-7` */
function inRange(range: string, number: number): boolean {
  return range.split(',').some((part) => {
    const [from = '', to = from] = part.split('-')
    return number >= Number(from) && number <= Number(to || Number.MAX_SAFE_INTEGER)
  })
}

const isOn = (value: unknown): boolean => value === true || value === 'true'

/** A line of dashes starts a slide; if the next line is not empty, it starts the slide's front matter. */
function splitSlidev(file: string, text: string): SlidevSlide[] {
  const lines = text.split('\n')
  const slides: SlidevSlide[] = []
  let front: Record<string, unknown> = {}
  let from = 0
  const cut = (to: number): void => {
    const [shown, notes] = splitNote(lines.slice(from, to).join('\n'))
    slides.push({ file, line: from + 1, front, text: shown, notes })
    front = {}
    from = to + 1
  }
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] ?? '').trimEnd()
    const fence = /^\s*(`{3,})/.exec(line)?.[1]
    if (fence) {
      const end = indexFrom(lines, i + 1, (each) => each.trimStart().startsWith(fence))
      if (end > 0) i = end
      continue
    }
    if (!line.startsWith('---')) continue
    if (i > 0) cut(i)
    else from = 1
    const end = frontMatterEnd(lines, i)
    if (end === null) continue
    front = keysOf(lines.slice(i + 1, end).join('\n'))
    from = end + 1
    i = end
  }
  cut(lines.length)
  return slides
}

/** The line at which the front matter after a separator ends; null if no front matter follows. */
function frontMatterEnd(lines: string[], at: number): number | null {
  if (lines[at]?.trimEnd() !== '---' || !lines[at + 1]?.trim()) return null
  const end = indexFrom(lines, at + 1, (line) => line.trimEnd() === '---')
  // `---` twice: an empty one.
  if (end === at + 1) return end
  const first = lines
    .slice(at + 1, Math.max(at + 1, end))
    .find((line) => line.trim() && !line.startsWith('#'))
  if (!/^[\w-]+ *:/.test(first ?? '')) return null
  return end
}

/** -1 if no line from there on passes the test. */
function indexFrom(lines: string[], from: number, test: (line: string) => boolean): number {
  for (let i = from; i < lines.length; i++) if (test(lines[i] ?? '')) return i
  return -1
}

/** A comment at the end of a slide is its note. */
function splitNote(text: string): [shown: string, notes: string] {
  const trimmed = text.trimEnd()
  const start = trimmed.endsWith('-->') ? trimmed.lastIndexOf('<!--') : -1
  if (start < 0) return [text, '']
  return [trimmed.slice(0, start), trimmed.slice(start + 4, -3).trim()]
}
