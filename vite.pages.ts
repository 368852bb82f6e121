/**
 * Finishes the pages' HTML: pages with slides get the styles and the script that must run before the first paint
 * inline, the code that shows slides starts early, and a deck's own style sheets come after ours, so that they have
 * priority.
 */
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const SOURCE = fileURLToPath(new URL('client/before-paint.ts', import.meta.url))
const SLIDE_DECK = fileURLToPath(new URL('client/slide-deck.ts', import.meta.url))
const PLACE = '<!--before-paint-->'
const HEAD = '<!--lectern:head-->'

/** One self-contained classic script, because a module would run after the first paint. */
async function bundleBeforePaint(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: ['es2022', 'safari16'],
      lib: { entry: SOURCE, formats: ['iife'], name: 'beforePaint' },
    },
  })) as Rolldown.RolldownOutput[]
  return output[0]?.output[0].code ?? ''
}

/** A page's own style sheet must be able to override the shared ones. */
function pageStylesLast(html: string): string {
  const links = html.match(/[ \t]*<link rel="stylesheet"[^>]*>\n?/g) ?? []
  const page = /<script type="module"[^>]*src="\/assets\/([a-z]+)-/.exec(html)?.[1]
  const own = links.filter((link) => page && link.includes(`/assets/${page}-`))
  const shared = links.filter((link) => !own.includes(link))
  if (own.length === 0 || shared.length === 0) return html
  const bare = links.reduce((rest, link) => rest.replace(link, ''), html)
  return bare.replace('</head>', `${shared.join('')}${own.join('')}</head>`)
}

/**
 * The first paint waits only for the page itself; `server/http/security-headers.ts` allows the inline code by its
 * hash.
 */
function inlineStyles(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g, (link, name: string) => {
    const sheet = bundle[name]
    return sheet?.type === 'asset' ? `<style>${String(sheet.source).trim()}</style>` : link
  })
}

export function finishPages(): Plugin {
  let developing = false
  let beforePaint = ''
  return {
    name: 'lectern:pages',
    configResolved(config) {
      developing = config.command === 'serve'
    },
    async buildStart() {
      if (!developing) beforePaint = await bundleBeforePaint()
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (developing) {
          return html.replace(PLACE, '<script type="module" src="/client/before-paint.ts"></script>')
        }
        const files = bundle ?? {}
        const deck = Object.values(files).find(
          (file) => file.type === 'chunk' && file.facadeModuleId === SLIDE_DECK,
        )
        const shows = html.includes(PLACE)
        const early = shows && deck ? `<link rel="modulepreload" crossorigin href="/${deck.fileName}">\n` : ''
        const ordered = pageStylesLast(html)
        return (shows ? inlineStyles(ordered, files) : ordered)
          .replace(PLACE, () => `<script>${beforePaint.trim()}</script>`)
          .replace(HEAD, '')
          .replace('</head>', () => `${early}${html.includes(HEAD) ? HEAD : ''}\n</head>`)
      },
    },
  }
}
