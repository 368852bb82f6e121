/** Chooses the size of code from its longest line: other programs show code smaller, or shrink it until it fits. */
import {
  attribute,
  closest,
  elements,
  hasClass,
  isElement,
  setAttribute,
  textOf,
  type Element,
} from '../dom.ts'

/** In pixels: of Lectern's theme, and about that of Slidev. */
const LARGEST = 28
const SMALLEST = 15
/** A character's width and a line's height, as parts of the size. */
const WIDE = 0.6
const HIGH = 1.3
const PADDING = 40
const GUTTER = 5
/** Between columns, and at the edge of a half. */
const GAP = 44
/** What is beside and above code on a slide. */
const BESIDE = 128
const ABOVE = 200

/** The class `w-220` is as wide as the text of a slide of Slidev. */
const WIDEST = 220

/** Changes the tree. `part` is the part of the slide's width that the text has. */
export function fitCode(
  section: Element,
  { width, height }: { width: number; height: number },
  part = 1,
): void {
  for (const pre of elements(section).filter(({ tagName }) => tagName === 'pre')) {
    const lines = textOf(pre).replace(/\n$/, '').split('\n')
    const numbered = pre.childNodes.some(
      (node) => isElement(node) && attribute(node, 'data-line-numbers') !== null,
    )
    const longest = Math.max(...lines.map(columnsOf)) + (numbered ? GUTTER : 0)
    const share = shareOf(pre)
    const room = (width * part - BESIDE) * share - PADDING - (share < 1 ? GAP : 0)
    const size = Math.min(LARGEST, room / (longest * WIDE), (height - ABOVE) / (lines.length * HIGH))
    const style = `--code: ${Math.max(SMALLEST, Math.floor(size))}px`
    const own = attribute(pre, 'style')
    if (size < LARGEST) setAttribute(pre, 'style', own ? `${own}; ${style}` : style)
  }
}

/** Letters of East Asia are twice as wide; emoji have two characters of JavaScript. */
function columnsOf(line: string): number {
  const wide = line.match(/[\u1100-\u115f\u2e80-\ud7ff\uf900-\uffdc]/g)?.length ?? 0
  return line.replaceAll('\t', '    ').length + wide
}

/** The part of the width that its columns leave. */
function shareOf(pre: Element): number {
  let share = 1
  let inside = pre
  for (let box = parentOf(pre); box; inside = box, box = parentOf(box)) {
    const classes = attribute(box, 'class') ?? ''
    const [, columns] = /(?:^|\s)grid-cols-(\d{1,2})(?:\s|$)/.exec(classes) ?? []
    const [, span = '1'] = /(?:^|\s)col-span-(\d{1,2})(?:\s|$)/.exec(attribute(inside, 'class') ?? '') ?? []
    const [, part = '', of = ''] = /(?:^|\s)w-(\d{1,3})(?:\/(\d{1,2}))?(?:\s|$)/.exec(classes) ?? []
    if (of) share *= Math.min(1, Number(part) / Number(of))
    else if (part) share = Math.min(share, Number(part) / WIDEST)
    if (columns) share *= Math.min(1, Number(span) / Math.max(1, Number(columns)))
    else if (hasClass(box, 'cols') || hasClass(box, 'halves')) share /= 2
    else if (/columns?(?:\s|$)/.test(classes)) share /= 2
  }
  return share
}

const parentOf = (element: Element): Element | null => closest(element, () => true)

/** Code that is still too high shrinks with its slide. */
export const CODE_STYLES = `
.reveal.lectern:not([data-layout='tall']) .slides :is(.slidev, .marp) pre { font-size: max(var(--least-code), calc(var(--code, ${LARGEST}px) * (1 - .3 * var(--tight, 0)))) }
`
