/** What the look oracle reads in a browser: colours, fonts, boxes and texts of the slides' elements. */
import type { Page } from 'playwright-core'

export interface Look {
  /** The page behind the slides. */
  ground: string
  /** One line for each element of each slide. */
  styles: string[]
  /** The element's name and own text, and its box in the slide's own pixels. */
  boxes: { name: string; box: number[] }[]
}

/** Both pages get the same fonts before boxes are read, because reveal.js loads a theme's fonts from elsewhere. */
const SAME_FONTS = `.slides, .slides * { font-family: "Liberation Sans", sans-serif !important; transition: none !important }`

export async function readLook(page: Page): Promise<Look> {
  const { ground, styles } = await page.evaluate(read)
  await page.addStyleTag({ content: SAME_FONTS })
  return { ground, styles, boxes: (await page.evaluate(read)).boxes }
}

/** Runs in the page, so everything it needs is inside. */
function read(): Look {
  const STYLES = [
    'color',
    'background-color',
    'background-image',
    'display',
    'font-size',
    'font-weight',
    'font-style',
    'font-family',
    'line-height',
    'letter-spacing',
    'text-align',
    'text-transform',
    'text-decoration-line',
    'list-style-type',
    'border-bottom-width',
    'margin-top',
    'padding-top',
    'fill',
    'stroke',
    'rotate',
    'box-sizing',
  ]
  const viewport = document.querySelector('.reveal-viewport') ?? document.body
  const slides = document.querySelector<HTMLElement>('.slides')!
  // Addresses differ by host, and by folder.
  const plain = (value: string): string => value.replace(/url\(.*\/([^/]*)\)/g, 'url($1)')
  const styles = (element: Element, names: string[]): string => {
    const computed = getComputedStyle(element)
    return names.map((name) => `${name}: ${plain(computed.getPropertyValue(name))}`).join('; ')
  }
  const all = [...slides.querySelectorAll<HTMLElement>('section')].filter((s) => !s.querySelector('section'))
  const look: Look = {
    ground: styles(viewport, ['background-color', 'background-image', 'color']),
    styles: [],
    boxes: [],
  }
  for (const slide of all) {
    for (const other of all) other.classList.toggle('present', other === slide)
    slide.hidden = false
    slide.style.display = 'block'
    const scale = slides.getBoundingClientRect().width / slides.offsetWidth
    const origin = slide.getBoundingClientRect()
    for (const element of [slide, ...slide.querySelectorAll<HTMLElement>('*')]) {
      look.styles.push(`${element.localName} ${styles(element, STYLES)}`)
      const { x, y, width, height } = element.getBoundingClientRect()
      const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      const words = text.map((node) => node.textContent?.trim()).join(' ')
      look.boxes.push({
        name: `${element.localName} ${words}`.trim(),
        // An element that is not shown has no box.
        box: width + height === 0 ? [] : [x - origin.x, y - origin.y, width, height].map((n) => n / scale),
      })
    }
    slide.style.display = ''
  }
  return look
}
