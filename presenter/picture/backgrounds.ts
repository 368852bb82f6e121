/** A slide's background as reveal.js draws it, from the same attributes. Films and pages stay blank. */
import { el } from '../dom/dom.ts'

const IMAGE = /^(https?:|\/\/)|\.(svg|png|jpe?g|gif|bmp|webp|avif)([?#\s]|$)/i

export function drawBackground(slide: HTMLElement): HTMLElement {
  const read = (name: string): string => slide.getAttribute(`data-background${name}`) ?? ''
  const content = el('div', { class: 'slide-background-content' })
  const background = el('div', { class: `slide-background present ${slide.className}` }, content)
  background.classList.remove('stack')
  const plain = read('')
  const image = read('-image') || (IMAGE.test(plain) ? plain : '')
  if (plain && image !== plain) background.style.background = plain
  if (read('-color')) background.style.backgroundColor = read('-color')
  if (read('-gradient')) background.style.backgroundImage = read('-gradient')
  if (image) {
    const images = image.startsWith('data:') ? [image] : image.split(',')
    content.style.backgroundImage = images
      .map((url) => `url("${encodeURI(decodeURI(url.trim()))}")`)
      .join(',')
  }
  content.style.backgroundSize = read('-size')
  content.style.backgroundRepeat = read('-repeat')
  content.style.backgroundPosition = read('-position')
  content.style.opacity = read('-opacity')
  return background
}

/** The class with which themes turn text light on dark; empty without a background colour. */
export function contrastClass(background: HTMLElement): '' | 'has-dark-background' | 'has-light-background' {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (
    getComputedStyle(background).backgroundColor.match(/[\d.]+/g) ?? ['0', '0', '0', '0']
  ).map(Number)
  if (alpha === 0) return ''
  return (red * 299 + green * 587 + blue * 114) / 1000 < 128 ? 'has-dark-background' : 'has-light-background'
}
