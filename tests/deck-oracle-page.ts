/** What the oracle reads in a browser: the slides in a form that can be compared, and reveal.js's own count of steps. */
import type { Page } from 'playwright-core'

export interface Seen {
  /** One line for each tag and each text, indented by depth. */
  slides: string[]
  /** `h/v: steps` as found by walking through the deck. */
  steps: string[]
}

/** Waits until reveal.js is ready, then reads. */
export async function readDeck(page: Page): Promise<Seen> {
  await page.waitForFunction(() =>
    (window as unknown as { Reveal?: { isReady(): boolean } }).Reveal?.isReady(),
  )
  return page.evaluate(readSlides)
}

/** Runs in the page, so everything it needs is inside. Each difference that must be is named where it is levelled. */
function readSlides(): Seen {
  const lines: string[] = []
  const SECTION_ONLY = /^data-(markdown|markdown-parsed|attributes|element-attributes|notes)$/

  // Our code blocks stay one block: reveal.js's plugin makes tables of them and a copy for each step.
  const codeText = (code: Element): string => {
    const rows = [...code.querySelectorAll('.hljs-ln-code')].filter((e) => e.tagName === 'TD')
    const text = rows.length > 0 ? rows.map((row) => row.textContent).join('\n') : (code.textContent ?? '')
    return text.replace(/[ \t]+$/gm, '').trimEnd()
  }
  // Highlighting adds these; `fragment` moves from <code> to <pre> so that its step comes before those of its lines.
  const ADDED = /^(hljs|language-.*|code|code-wrapper|has-highlights|fragment|visible|current-fragment)$/
  const codeClasses = (element: Element): string =>
    [...element.classList]
      .filter((name) => !ADDED.test(name))
      .toSorted()
      .join(' ')

  // The steps of a block are counted below; where its numbers begin is a CSS counter with us.
  const STEPS = /^(class|data-(trim|noescape|line-numbers|ln-start-from|fragment-index|highlighted))$/
  const codeAttributes = (element: Element): string =>
    attributes(element, ({ name, value }) => !STEPS.test(name) && !value.startsWith('counter-reset'))

  const attributes = (element: Element, keep: (attr: Attr) => boolean = () => true): string =>
    [...element.attributes]
      .filter(keep)
      .filter(({ name }) => !SECTION_ONLY.test(name))
      // A deck's handlers and javascript: links are dropped by Lectern, with a warning.
      .filter(({ name, value }) => !name.startsWith('on') && !value.startsWith('javascript:'))
      // Our framed pages get a sandbox, and those of other hosts, behind a slide too, are cards.
      .filter(
        ({ name, value }) => name !== 'sandbox' && !(name === 'data-background-iframe' && isRemote(value)),
      )
      // Sizes that fitty computes once fonts and layout have settled.
      .filter(({ name }) => !(name === 'style' && element.classList.contains('r-fit-text')))
      .map(({ name, value }): [string, string] => {
        if (name === 'class') return [name, value.split(/\s+/).filter(Boolean).toSorted().join(' ')]
        // reveal.js places slides by their height, which highlighting and the page's style sheets change.
        const placed = name === 'style' && element.tagName === 'SECTION'
        return [name, placed ? value.replace(/\b(top|display): [^;]+;\s*/g, '') : value]
      })
      .filter(([name, value]) => value !== '' || (name !== 'class' && name !== 'style'))
      .map(([name, value]) => ` ${name}="${value}"`)
      .toSorted()
      .join('')

  const isRemote = (address: string): boolean => /^(https?:)?\/\//.test(address)
  /** The address of a page of another host, without what reveal.js adds to some of them. */
  const remotePage = (element: Element): string | null => {
    const address = element.matches('a.remote-page')
      ? element.getAttribute('href')
      : element.matches('iframe')
        ? (element.getAttribute('data-src') ?? element.getAttribute('src'))
        : null
    return address && isRemote(address) ? address.replace(/^(https?:)?\/\/|[?#].*$/g, '') : null
  }

  const read = (node: Node, depth: string): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = (node.textContent ?? '').replace(/\s+/g, ' ').trim()
      if (text) lines.push(depth + text)
      return
    }
    if (!(node instanceof Element)) return
    // Notes go to the presenter alone; scripts and inline style sheets are taken out of the slides.
    if (node.matches('aside.notes, script, style')) return
    // The markers of our line steps stand for reveal.js's copies of the block; both count as steps below.
    if (node.matches('.line-step')) return
    if (node.matches('.remote-page.behind')) return
    const remote = remotePage(node)
    if (remote !== null) return void lines.push(`${depth}remote page ${remote}`)
    if (node.matches('pre code')) {
      if (node.previousElementSibling?.matches('code')) return
      lines.push(`${depth}<code class="${codeClasses(node)}"${codeAttributes(node)}>`)
      lines.push(...codeText(node).split('\n'))
      return
    }
    if (node.matches('pre')) {
      lines.push(`${depth}<pre class="${codeClasses(node)}"${codeAttributes(node)}>`)
    } else if (node.matches('.katex')) {
      // The same formula: reveal.js's plugin makes HTML of it, we make MathML.
      const display = node.querySelector('math')?.getAttribute('display') ?? 'inline'
      lines.push(`${display} formula ${node.querySelector('annotation')?.textContent?.trim()}`)
      return
    } else if (!node.matches('.katex-display, span:not([class]):has(> .katex, > .katex-display)')) {
      lines.push(`${depth}<${node.tagName.toLowerCase()}${attributes(node)}>`)
    }
    // What stands in an <iframe> is never shown; only its address counts.
    if (node.tagName !== 'IFRAME') for (const child of node.childNodes) read(child, `${depth}  `)
  }
  // Comments are read by the compiler and sent to nobody; without them the texts around are one.
  const slides = document.querySelector('.slides')
  const comments = document.createNodeIterator(slides ?? document, NodeFilter.SHOW_COMMENT)
  for (let node = comments.nextNode(); node; node = comments.nextNode()) node.parentNode?.removeChild(node)
  slides?.normalize()
  for (const section of document.querySelectorAll('.slides > section')) read(section, '')

  interface Deck {
    slide(h: number, v: number, f: number): void
    nextFragment(): boolean
    getSlides(): Element[]
    getIndices(slide: Element): { h: number; v: number }
  }
  const deck = (window as unknown as { Reveal: Deck }).Reveal
  const leaves = [...document.querySelectorAll('.slides section')].filter((s) => !s.querySelector('section'))
  const steps = leaves.map((slide) => {
    const { h, v } = deck.getIndices(slide)
    deck.slide(h, v, -1)
    let count = 0
    while (deck.nextFragment()) count++
    return `${h}/${v || 0}: ${count}`
  })
  return { slides: lines, steps }
}
