/** <live-request>: this browser's own request as the server received it; with `show="proxy"`, what proxies added. */
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Head } from '../../protocol/exhibit.ts'
import { words } from '../../client/words.ts'
import { forScreen, headerLines } from './header-lines.ts'
import './live-request.css'

/** Headers that only a proxy between browser and server writes. */
const BY_PROXY =
  /^(?:via|forwarded|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip|cdn-loop|cf-.*|fly-.*|x-envoy-.*|x-amzn-trace-id|x-cloud-trace-context|x-original-.*|x-request-id)$/i

customElements.define(
  'live-request',
  class extends LiveElement {
    static override readonly wordParts = ['elements', 'exhibits'] as const

    protected override show({ talk, role }: LiveContext): () => void {
      this.append(...this.stillCopy())
      const left = new AbortController()
      const render = this.getAttribute('show') === 'proxy' ? showProxies : showRequest
      fetch(`/${talk}/exhibits/request`, { signal: left.signal })
        .then(async (response) => {
          // Without an answer, the still stays.
          if (!response.ok) return
          const head = (await response.json()) as Head
          if (!left.signal.aborted) this.replaceChildren(...render(forScreen(head, role)))
        })
        .catch((error: unknown) => {
          if (!left.signal.aborted) console.info('The request could not be shown', error)
        })
      return () => left.abort()
    }
  },
)

function showRequest(head: Head): HTMLElement[] {
  const lines = headerLines(head, { label: words.exhibits.handshake.ownRequest })
  return [lines, note(words.exhibits.handshake.received)]
}

function showProxies(head: Head): HTMLElement[] {
  const headers = head.headers.filter(([name]) => BY_PROXY.test(name))
  if (headers.length === 0) return [note(words.exhibits.handshake.noProxy)]
  const list = document.createElement('p')
  list.className = 'exhibit-note proxies'
  list.append(`${words.exhibits.handshake.proxies} `)
  for (const [name, value] of headers) {
    const code = document.createElement('code')
    code.dir = 'ltr'
    code.textContent = `${name}: ${value}`
    list.append(code, ' ')
  }
  return [list]
}

function note(text: string): HTMLElement {
  const line = document.createElement('p')
  line.className = 'exhibit-note'
  line.textContent = text
  return line
}
