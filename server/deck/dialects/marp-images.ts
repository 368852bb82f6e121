/** `![bg left:40%](x.jpg)` and `![w:300](x.png)`: backgrounds and sizes of pictures in Marp. */
import {
  append,
  attribute,
  createElement,
  elements,
  removeWithParagraph,
  setAttribute,
  type Element,
} from '../dom.ts'
import type { Lacks } from './page.ts'

const FILTER =
  /^(blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia)(:|$)/

/** Changes the tree: pictures of the background leave the text. */
export function applyImages(section: Element, lacks: Lacks): void {
  const backgrounds: { src: string; words: string[] }[] = []
  for (const image of elements(section).filter(({ tagName }) => tagName === 'img')) {
    const words = (attribute(image, 'alt') ?? '').split(/\s+/).filter(Boolean)
    const src = attribute(image, 'src') ?? ''
    if (words.includes('bg')) {
      backgrounds.push({ src, words })
      removeWithParagraph(image)
    } else sizePicture(image, words, lacks)
  }
  for (const { words } of backgrounds) {
    for (const word of words)
      if (FILTER.test(word)) lacks(`The filter “${word.split(':')[0]}” of a background`, word)
  }
  const split = backgrounds.find(({ words }) => words.some((word) => /^(left|right)(:|$)/.test(word)))
  if (split) splitSlide(section, split.words, backgrounds)
  else if (backgrounds.length === 1) setBackground(section, backgrounds[0]!)
  else if (backgrounds.length > 1) append(section, [pictures(backgrounds)])
}

/** A number is in pixels. */
const lengthOf = (value: string): string => (/^[\d.]+$/.test(value) ? `${value}px` : value)

function sizePicture(image: Element, words: string[], lacks: Lacks): void {
  const styles: string[] = []
  const left = words.filter((word) => {
    const [, side, value = ''] =
      /^(w|width|h|height):([\d.]+(?:px|%|em|rem|cm|mm|in|pt)?|auto)$/.exec(word) ?? []
    if (side) styles.push(`${side.startsWith('w') ? 'width' : 'height'}: ${lengthOf(value)}`)
    else if (FILTER.test(word)) lacks(`The filter “${word.split(':')[0]}” of a picture`, word)
    return !side && !FILTER.test(word)
  })
  if (left.length === words.length) return
  setAttribute(image, 'alt', left.join(' '))
  if (styles.length > 0) setAttribute(image, 'style', styles.join('; '))
}

/** As a value of `background-size`. */
function sizeOf(words: string[]): string {
  if (words.includes('fit') || words.includes('contain')) return 'contain'
  const side = (name: RegExp): string | undefined => {
    const [, value = ''] = words.flatMap((word) => name.exec(word) ?? [])
    return lengthOf(value) || undefined
  }
  const wide = side(/^(?:w|width):([\d.]+(?:px|%)?)$/)
  const high = side(/^(?:h|height):([\d.]+(?:px|%)?)$/)
  if (wide ?? high) return [wide ?? 'auto', ...(high ? [high] : [])].join(' ')
  return words.find((word) => /^\d+(\.\d+)?%$/.test(word)) ?? (words.includes('auto') ? 'auto' : 'cover')
}

/** A picture with a size is shown whole: often it is a diagram. */
function fitOf(words: string[]): string {
  const [size = '', high = ''] = sizeOf(words).split(' ')
  if (size === 'cover') return 'object-fit: cover'
  if (size.endsWith('%') && !high) return `object-fit: contain; scale: ${Number.parseFloat(size) / 100}`
  const most = (side: string, value: string): string =>
    /\d/.test(value) ? `; max-${side}: ${value}; margin: auto` : ''
  return `object-fit: contain${most('width', size)}${most('height', high)}`
}

function setBackground(section: Element, { src, words }: { src: string; words: string[] }): void {
  if (isColour(src)) return setAttribute(section, 'data-background-color', src)
  setAttribute(section, 'data-background-image', src)
  setAttribute(section, 'data-background-size', sizeOf(words))
}

const isColour = (src: string): boolean => /^(#[\da-f]{3,8}|[a-z]+)$/i.test(src)

/** Half of the slide, or another part of it, is for the pictures. */
function splitSlide(section: Element, words: string[], all: { src: string; words: string[] }[]): void {
  const [, side = 'right', part = '50%'] =
    /^(left|right)(?::(\d+(?:\.\d+)?%))?$/.exec(words.find((word) => /^(left|right)/.test(word)) ?? '') ?? []
  const text = createElement('div', { class: 'part' })
  append(text, section.childNodes)
  const share = Math.min(90, Math.max(10, Number.parseFloat(part)))
  setAttribute(section, 'class', `${attribute(section, 'class') ?? ''} marp-split marp-${side}`.trim())
  setAttribute(section, 'style', `${attribute(section, 'style') ?? ''}; --part: ${share}%`.replace(/^; /, ''))
  append(section, [text, pictures(all)])
}

/** Several pictures are in a row, or below each other with `vertical`. */
function pictures(all: { src: string; words: string[] }[]): Element {
  const vertical = all.some(({ words }) => words.includes('vertical'))
  return createElement(
    'div',
    { class: `marp-pictures${vertical ? ' vertical' : ''}` },
    all.map(({ src, words }) =>
      isColour(src)
        ? createElement('div', { style: `background: ${src}` })
        : createElement('img', { src, alt: '', style: fitOf(words) }),
    ),
  )
}
