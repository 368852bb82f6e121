/**
 * Runs between the styles and the first paint of a page with slides: gives the slide in the HTML the very
 * place and size that reveal.js will give it, so that nothing jumps. Blocks the parser; keep it tiny.
 */
import { placeBeside } from './beside.ts'
import { readBoot } from './boot.ts'
import { fit } from './fit.ts'
import { readLook } from './look.ts'

const { settings, theme } = readBoot()
const reveal = document.querySelector<HTMLElement>('.reveal')
if (reveal) {
  const onStage = reveal.dataset['layout'] === 'wide'
  const look = onStage ? { text: 1, theme: null } : readLook()
  document.documentElement.dataset['theme'] = look.theme ?? theme
  const room = { width: reveal.offsetWidth, height: reveal.offsetHeight }
  const { layout, width, height, scale } = fit(
    room,
    onStage ? { ...settings, reflow: false } : settings,
    look.text,
  )
  reveal.dataset['layout'] = layout
  reveal.classList.toggle('center', settings.center)
  reveal.classList.toggle('rtl', settings.rtl)
  const viewport = reveal.parentElement as HTMLElement
  viewport.style.setProperty('--slide-width', `${width}px`)
  viewport.style.setProperty('--slide-height', `${height}px`)
  viewport.style.setProperty('--slide-scale', `${scale}`)
  // The slides themselves are parsed after this script, and before the frame that shows them.
  requestAnimationFrame(() => {
    const slides = reveal.querySelector('.slides')
    if (slides && !reveal.classList.contains('ready')) placeBeside(reveal, slides)
    const slide = reveal.querySelector<HTMLElement>('section.present:not(.stack)')
    const background = slide?.dataset['backgroundGradient'] ?? slide?.dataset['backgroundColor']
    if (background && !reveal.classList.contains('ready')) reveal.style.background = background
  })
}
