/** <live-handshake>: how this browser opened its WebSocket, in five views chosen by `show`. */
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Connection } from '../../protocol/exhibit.ts'
import { showAccept, showAnswer, showLines, showRequest, showScheme, type View } from './handshake-views.ts'
import './live-handshake.css'

/** Polled, because no event tells when long-polling is upgraded to a WebSocket. */
const ASK_AGAIN_MS = 3000

const VIEWS: Record<string, View | undefined> = {
  lines: showLines,
  answer: showAnswer,
  accept: showAccept,
  scheme: showScheme,
}

customElements.define(
  'live-handshake',
  class extends LiveElement {
    static override readonly wordParts = ['elements', 'exhibits'] as const

    protected override show({ room: connection, role }: LiveContext): () => void {
      const view = VIEWS[this.getAttribute('show') ?? ''] ?? showRequest
      let drawn: string | undefined
      let gone = false
      let again: ReturnType<typeof setTimeout> | undefined
      let clear = (): void => {}

      const still = (): void => {
        clear()
        clear = () => {}
        drawn = undefined
        this.replaceChildren(...this.stillCopy())
      }
      const draw = (shown: Connection): void => {
        // The same handshake is not drawn again.
        const key = JSON.stringify([shown.transport, shown.handshake?.request])
        if (key === drawn) return
        still()
        drawn = key
        try {
          clear = view(this, shown, role) ?? clear
        } catch (error) {
          this.fail(error)
        }
      }
      const learn = async (): Promise<void> => {
        clearTimeout(again)
        const answer = await connection.query({ query: 'exhibit/handshake' })
        if (gone || connection.link !== 'live') return
        if (answer) draw(answer)
        if (answer?.handshake) return
        again = setTimeout(() => void learn(), ASK_AGAIN_MS)
      }

      still()
      const unlink = connection.onLink((link) => {
        if (link === 'live') void learn()
        else still()
      })
      return () => {
        gone = true
        unlink()
        clearTimeout(again)
        clear()
      }
    }
  },
)
