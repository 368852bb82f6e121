/**
 * Runs between the styles and the first paint of a page with slides: gives the slide in the HTML the position and
 * size that reveal.js will give it, so that nothing jumps. It blocks the parser, so keep it small.
 */
import type { Handshake } from '../protocol/handshake.ts'
import { PROTOCOL_VERSION } from '../protocol/wire.ts'
import { placeBeside } from './beside.ts'
import { readBoot } from './boot.ts'
import { keepBoxes } from './boxes.ts'
import { fit } from './fit.ts'
import { readLook } from './look.ts'
import { fitSlide } from './overflow.ts'

const { settings, talk, theme } = readBoot()
// The bar's size is part of the layout.
document.documentElement.toggleAttribute('data-silent', !settings.participation)
const reveal = document.querySelector<HTMLElement>('.reveal')
const onStage = reveal?.dataset['layout'] === 'wide'
if (reveal) {
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
  const place = (): void => {
    const slides = reveal.querySelector<HTMLElement>('.slides')
    if (!slides || reveal.dataset['taken'] !== undefined) return
    placeBeside(slides)
    const slide = slides.querySelector<HTMLElement>('section.present:not(.stack)')
    if (!slide) return
    const background = slide.dataset['backgroundGradient'] ?? slide.dataset['backgroundColor']
    if (background) reveal.style.background = background
    keepBoxes(reveal, 'section.present')
    fitSlide(reveal, slides, slide, { scrolls: !onStage })
    if (settings.center) slide.style.top = `${Math.max(0, (height - slide.scrollHeight) / 2)}px`
  }
  // The slides are parsed after this script, but before the first frame unless the network is slow.
  requestAnimationFrame(place)
  document.addEventListener('readystatechange', place)
}

/**
 * The connection's first round trips, the handshake included, take place while the page's code is on its way. When that
 * code came first, it has opened a connection itself.
 */
function openEarly(): void {
  if (window.earlySocket !== undefined) return
  const socket = new WebSocket(
    `${location.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
  )
  const handshake: Handshake = {
    protocol: PROTOCOL_VERSION,
    talk,
    role: onStage ? 'stage' : 'audience',
    // What `reconnect.ts` subscribes to; the page's other subscriptions follow.
    channels: { spread: 0, restart: 0 },
  }
  // 4: a message of Engine.IO. 0: a handshake of Socket.IO.
  const sent = `40${JSON.stringify(handshake)}`
  const heard: MessageEvent[] = []
  socket.addEventListener('open', () => socket.send(sent))
  socket.onmessage = (event) => heard.push(event)
  window.earlySocket = { socket, handshake, sent, heard }
}
// After the first paint. With a key in the address, the page first pairs, so that its connection carries the cookie.
if (!location.hash.includes('key=')) requestAnimationFrame(() => setTimeout(openEarly))
