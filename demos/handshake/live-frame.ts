/** <live-frame>: the frames of a typed text bit by bit, in both directions, and the frame that brought this slide. */
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { fill, plural, words } from '../../client/words.ts'
import { fieldsOf, type Field } from './frame-fields.ts'
import { encodeFrame } from './frame.ts'
import './live-frame.css'

const FIRST_TEXT = 'Lies!'
/** The payload sizes from which the length needs 16 and 64 bits. */
const LONGER = [126, 65_536]
/** The maximum number of characters that are read out. */
const MAX_READ = 90

customElements.define(
  'live-frame',
  class extends LiveElement {
    static override readonly wordParts = ['elements', 'exhibits'] as const

    protected override show({ room: connection }: LiveContext): () => void {
      const { frame } = words.exhibits
      const input = document.createElement('input')
      input.value = FIRST_TEXT
      input.maxLength = 200
      input.spellcheck = false
      input.autocomplete = 'off'
      input.dir = 'auto'
      input.ariaLabel = frame.text
      const longer = document.createElement('button')
      longer.type = 'button'
      longer.className = 'button'
      const bar = element('div', 'frame-bar')
      bar.append(input, longer)
      const up = createFigure(frame.up)
      const down = createFigure(frame.down)
      const slide = createFigure('')
      const says = element('p', 'frame-says')
      says.role = 'status'
      says.textContent = frame.hint
      const frames = element('div', 'frames')
      frames.append(up.figure, down.figure, slide.figure)
      this.append(bar, frames, says)

      let size = 0
      function drawTyped(): void {
        const payload = stretch(new TextEncoder().encode(input.value), size)
        const mask = crypto.getRandomValues(new Uint8Array(4))
        up.draw(encodeFrame({ fin: true, rsv: 0, opcode: 1, mask, payload }))
        down.draw(encodeFrame({ fin: true, rsv: 0, opcode: 1, mask: null, payload }))
        // The 64-bit length takes the space of the third frame.
        frames.classList.toggle('huge-length', payload.length >= 65_536)
        const next = LONGER.find((each) => each > payload.length)
        longer.textContent = next ? plural(frame.size, next) : frame.short
      }
      input.addEventListener('input', () => {
        size = 0
        drawTyped()
      })
      longer.addEventListener('click', () => {
        const now = Math.max(size, new TextEncoder().encode(input.value).length)
        size = LONGER.find((each) => each > now) ?? 0
        drawTyped()
      })
      drawTyped()

      const undo = connection.store.on('position', ({ h }) => {
        const text = connection.lastMove
        slide.figure.hidden = text === undefined
        if (text === undefined) return
        const what = h === slideOf(this) ? frame.ofSlide : frame.newest
        if (connection.transport?.name === 'websocket') {
          const payload = new TextEncoder().encode(text)
          slide.draw(encodeFrame({ fin: true, rsv: 0, opcode: 1, mask: null, payload }), what, text)
        } else slide.say(frame.polling)
      })

      const explain = (event: Event): void => {
        const field = event.target instanceof Element ? event.target.closest('.field') : null
        says.textContent = field?.ariaLabel ?? frame.hint
      }
      // A click on a bit on the stage must not move to the next slide.
      const keep = (event: Event): void => event.stopPropagation()
      this.addEventListener('focusin', explain)
      this.addEventListener('pointerover', explain)
      this.addEventListener('click', keep)
      return () => {
        undo()
        this.removeEventListener('focusin', explain)
        this.removeEventListener('pointerover', explain)
        this.removeEventListener('click', keep)
      }
    }
  },
)

interface FrameFigure {
  figure: HTMLElement
  /** `text`: the content of the frame, if it is readable. */
  draw(frame: Uint8Array, title?: string, text?: string): void
  say(line: string): void
}

function createFigure(title: string): FrameFigure {
  const figure = element('figure', 'frame')
  const caption = element('figcaption', '')
  const bits = element('div', 'frame-bits')
  bits.dir = 'ltr'
  figure.append(caption, bits)
  return {
    figure,
    draw(frame, given = title, text = '') {
      const name = element('b', '')
      name.textContent = given
      caption.replaceChildren(name, ` ${plural(words.exhibits.frame.size, frame.length)}`)
      if (text !== '') {
        const code = element('code', '')
        code.dir = 'ltr'
        code.textContent = text
        caption.append(' ', code)
      }
      bits.replaceChildren(...fieldsOf(frame).map((field) => drawField(field, text)))
    },
    say(line) {
      caption.textContent = line
      bits.replaceChildren()
    },
  }
}

function drawField({ name, bits, hidden, says }: Field, text: string): HTMLElement {
  const field = element('span', `field ${name.replace(' ', '-').toLowerCase()}`)
  field.tabIndex = 0
  field.role = 'img'
  const carried = name === 'payload' && text !== '' ? `: ${text.slice(0, MAX_READ)}` : ''
  field.ariaLabel = `${name}: ${says}${carried}`
  for (const each of bits) {
    const byte = element('span', 'byte')
    byte.textContent = each
    field.append(byte)
  }
  if (hidden > 0) field.append(` ${fill(words.exhibits.frame.more, { n: hidden })}`)
  return field
}

/** Repeats the text until it has this many bytes. */
function stretch(text: Uint8Array, size: number): Uint8Array {
  if (text.length >= size) return text
  const unit = text.length > 0 ? text : new TextEncoder().encode(FIRST_TEXT)
  return Uint8Array.from({ length: size }, (_, i) => unit[i % unit.length] ?? 0)
}

/** The index of the slide that contains this element; -1 outside slides. */
function slideOf(inside: Element): number {
  const slide = inside.closest('.slides > section')
  return slide ? [...(slide.parentElement?.children ?? [])].indexOf(slide) : -1
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  return made
}
