/**
 * Builds reveal.js from its sources, without what a follower never uses, and drops the CSS of those parts.
 * Measured, brotli: script 27.0 to 15.4 KB, style 10.0 to 3.6 KB.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform, type SelectorList } from 'lightningcss'
import type { Plugin } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const SOURCES = at('node_modules/reveal.js/js/')
const STYLE = at('node_modules/reveal.js/dist/reveal.css')

/** Controllers that are needed only by a speaker's deck, for printing or for another page layout. */
const ABSENT =
  /\/(printview|scrollview|notes|jumptoslide|overview|pointer|plugins|overlay|controls|progress|keyboard|touch|focus|slidenumber|playback)$/

/** Classes that only those controllers set, and the markup of reveal.js's own highlighter. */
const UNUSED_CLASS = new RegExp(
  '^(' +
    [
      'controls',
      'controls-arrow',
      'navigate-.*',
      'playback',
      'speaker-notes',
      'notes',
      'show-notes',
      'overview.*',
      'jump-to-slide.*',
      'r-overlay(?!-button).*',
      'roll',
      'zoomed',
      'print-pdf',
      'reveal-print',
      'reveal-scroll',
      'loading-scroll-mode',
      'scroll.*',
      'hljs.*',
      'cube',
      'page',
      'pause-overlay',
      'paused',
      'reveal-full-page',
      'resume-button',
    ].join('|') +
    ')$',
)
const UNUSED_ATTRIBUTE = /^data-(navigation-mode|preview-.*)$/
const UNUSED_KEYFRAMES = /^bounce-/

type Selector = SelectorList[number]

function unused(selector: Selector): boolean {
  return selector.some((part) => {
    if (part.type === 'class') return UNUSED_CLASS.test(part.name)
    if (part.type === 'attribute') return UNUSED_ATTRIBUTE.test(part.name)
    // `html:not(.print-pdf)` starts every rule for paper.
    if (part.type === 'pseudo-class' && part.kind === 'not' && selector[0]?.type === 'type') {
      return selector[0].name === 'html'
    }
    return false
  })
}

/** reveal.css without the rules of absent parts, and otherwise unchanged. */
export function trimRevealStyle(css: Uint8Array): string {
  const { code } = transform({
    filename: 'reveal.css',
    code: css,
    visitor: {
      Rule: {
        style: (rule) => (rule.value.selectors.every(unused) ? [] : undefined),
        keyframes: (rule) => (UNUSED_KEYFRAMES.test(rule.value.name.value) ? [] : undefined),
        media: (rule) =>
          rule.value.query.mediaQueries.every((query) => query.mediaType === 'print') ? [] : undefined,
      },
    },
  })
  return new TextDecoder().decode(code)
}

/** `import Reveal from 'reveal.js'` and `import 'reveal.js/reveal.css'` resolve to the follower's reveal.js. */
export function followerReveal(): Plugin {
  return {
    name: 'lectern:reveal',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === 'reveal.js') return `${SOURCES}reveal.js`
      const own = /^reveal\.js\/source\/(.+)$/.exec(source)?.[1]
      if (own) return `${SOURCES}${own}`
      if (!importer?.startsWith(SOURCES)) return null
      if (ABSENT.test(source)) return at('client/reveal/absent.ts')
      if (source === 'fitty') return at('client/reveal/fit-text.ts')
      if (source.endsWith('/location')) return at('client/reveal/start.ts')
      if (source.endsWith('/backgrounds')) return at('client/reveal/backgrounds.ts')
      if (source.endsWith('utils/util')) return at('client/reveal/util.ts')
      return null
    },
    async load(id) {
      return id.split('?')[0] === STYLE ? trimRevealStyle(await readFile(STYLE)) : null
    },
  }
}
