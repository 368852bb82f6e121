/** The utility classes of UnoCSS that most decks of Slidev use, as styles for those that a deck contains. */
import { attribute, elements, type Element } from '../dom.ts'

/** A slide is 980 pixels wide in Slidev, and 1280 here. */
const SCALE = 1280 / 980
const SIDES: Readonly<Record<string, string>> = { t: 'top', b: 'bottom', l: 'left', r: 'right' }
const SIZES = ['xs', 'sm', 'base', 'lg', 'xl', '2xl', '3xl', '4xl', '5xl', '6xl', '7xl', '8xl', '9xl']
const EMS = [0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.875, 2.25, 3, 3.75, 4.5, 6, 8]

const WORDS: Readonly<Record<string, string>> = {
  grid: 'display: grid',
  flex: 'display: flex',
  block: 'display: block',
  inline: 'display: inline',
  'inline-block': 'display: inline-block',
  'float-left': 'float: left',
  'float-right': 'float: right',
  hidden: 'display: none',
  'flex-col': 'flex-direction: column',
  'flex-wrap': 'flex-wrap: wrap',
  'flex-1': 'flex: 1 1 0%; min-width: 0',
  'items-start': 'align-items: start',
  'items-center': 'align-items: center',
  'items-end': 'align-items: end',
  'justify-start': 'justify-content: start',
  'justify-center': 'justify-content: center',
  'justify-end': 'justify-content: end',
  'justify-between': 'justify-content: space-between',
  'justify-around': 'justify-content: space-around',
  'place-items-center': 'place-items: center',
  'place-content-center': 'place-content: center',
  relative: 'position: relative',
  'font-mono': 'font-family: var(--mono, monospace)',
  'font-light': 'font-weight: 300',
  'font-normal': 'font-weight: 400',
  'font-medium': 'font-weight: 500',
  'font-semibold': 'font-weight: 600',
  'font-bold': 'font-weight: 700',
  italic: 'font-style: italic',
  uppercase: 'text-transform: uppercase',
  underline: 'text-decoration: underline',
  'line-through': 'text-decoration: line-through',
  rounded: 'border-radius: 5px',
  'rounded-md': 'border-radius: 8px',
  'rounded-lg': 'border-radius: 10px',
  'rounded-xl': 'border-radius: 16px',
  'rounded-full': 'border-radius: 9999px',
  'object-cover': 'object-fit: cover',
  'object-contain': 'object-fit: contain',
}

/** `4`, `1/2`, `30px`, `[2rem]`, `full`; null for anything else. */
function lengthOf(value: string): string | null {
  if (value === 'full') return '100%'
  if (value === 'auto') return 'auto'
  const [, above, below] = /^(\d+)\/(\d+)$/.exec(value) ?? []
  if (above && below) return `${Math.round((10_000 * Number(above)) / Number(below)) / 100}%`
  const [, number = '', unit = ''] = /^\[?(\d+(?:\.\d+)?)(px|rem|em|%)?\]?$/.exec(value) ?? []
  if (!number) return null
  if (unit === '%' || unit === 'em') return `${number}${unit}`
  const pixels = Number(number) * (unit === 'px' ? 1 : unit === 'rem' ? 16 : 4)
  return `${Math.round(pixels * SCALE)}px`
}

/** The styles of one class, `tall` ones for portrait phones; null if it is unknown. */
function rulesOf(name: string): { css: string; tall?: string } | null {
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (word) return { css: word }
  // Beside each other, positions that were chosen for a wide slide cover the text on a narrow one.
  if (name === 'absolute') return { css: 'position: absolute', tall: 'position: static' }
  const [, columns] = /^grid-cols-(\d{1,2})$/.exec(name) ?? []
  if (columns)
    return {
      css: `grid-template-columns: repeat(${columns}, minmax(0, 1fr))`,
      tall: 'grid-template-columns: minmax(0, 1fr)',
    }
  const [, tracks] = /^grid-cols-\[([\w.%,()]{1,100})\]$/.exec(name) ?? []
  if (tracks)
    return {
      css: `grid-template-columns: ${tracks.replaceAll('_', ' ')}`,
      tall: 'grid-template-columns: minmax(0, 1fr)',
    }
  const [, span] = /^col-span-(\d{1,2}|full)$/.exec(name) ?? []
  if (span)
    return { css: `grid-column: ${span === 'full' ? '1 / -1' : `span ${span}`}`, tall: 'grid-column: auto' }
  const [, size = ''] = /^text-(\w+)$/.exec(name) ?? []
  if (SIZES.includes(size))
    return { css: `font-size: max(var(--least, 0px), ${EMS[SIZES.indexOf(size)]}em); line-height: 1.3` }
  if (/^(left|center|right|justify)$/.test(size)) return { css: `text-align: ${size}` }
  const [, shade] = /^(?:op|opacity)-(\d{1,3})$/.exec(name) ?? []
  if (shade) return { css: `opacity: ${Number(shade) / 100}` }
  return spaceOf(name)
}

/** Negative ones correct the look of Slidev's layouts, and would cover text in that of Lectern. */
function spaceOf(name: string): { css: string } | null {
  const [, kind = '', value = ''] =
    /^([mp][tblrxy]?|gap|gap-[xy]|w|h|max-w|max-h|top|bottom|left|right|inset)-(.+)$/.exec(name) ?? []
  const length = lengthOf(value)
  if (length === null) return null
  const [, box = '', side = ''] = /^([mp])([tblrxy]?)$/.exec(kind) ?? []
  if (box) {
    const property = box === 'm' ? 'margin' : 'padding'
    const across = side === 'x' ? '-inline' : side === 'y' ? '-block' : ''
    return { css: `${property}${across}${SIDES[side] ? `-${SIDES[side]}` : ''}: ${length}` }
  }
  if (kind.startsWith('gap'))
    return { css: `${kind === 'gap' ? 'gap' : kind === 'gap-x' ? 'column-gap' : 'row-gap'}: ${length}` }
  const property = kind.replace(/w$|h$/, (letter) => (letter === 'w' ? 'width' : 'height'))
  return { css: `${property}: ${length}${kind === 'w' ? '; max-width: 100%' : ''}` }
}

/** A slide itself has the place and size of its layout. */
const OF_A_SLIDE = /^(text-|font-|italic|uppercase)/

/** Unlayered, so that they apply in every theme. */
export function classStyles(slides: Element[]): string {
  const used = new Set(
    slides.flatMap((slide) =>
      [slide, ...elements(slide)].flatMap((each) => (attribute(each, 'class') ?? '').split(/\s+/)),
    ),
  )
  return [...used]
    .flatMap((name) => {
      const rules = rulesOf(name)
      if (!rules) return []
      const chosen = `.${name.replaceAll(/[^\w-]/g, String.raw`\$&`)}`
      const selector = OF_A_SLIDE.test(name)
        ? `.slides :is(section.slidev, .slidev *)${chosen}`
        : `.slides .slidev ${chosen}`
      const tall = rules.tall ? [`.reveal[data-layout='tall'] ${selector} { ${rules.tall} }`] : []
      return [`.reveal ${selector} { ${rules.css} }`, ...tall]
    })
    .join('\n')
}
