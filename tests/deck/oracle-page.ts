/** What the oracle reads in a browser: the slides in a comparable form, and reveal.js's own count of steps. */
import type { Page } from 'playwright-core'

export interface Seen {
  /** One line per tag and per text, indented by depth. */
  slides: string[]
  /** `h/v: steps`, found by stepping through the deck. */
  steps: string[]
}

/** Waits until reveal.js is ready, then reads. */
export async function readDeck(page: Page): Promise<Seen> {
  await page.waitForFunction(() =>
    (window as unknown as { Reveal?: { isReady(): boolean } }).Reveal?.isReady(),
  )
  return page.evaluate(readSlides)
}

/** Runs in the page, so everything it needs is inside. Each intended difference is named where it is removed. */
function readSlides(): Seen {
  const lines: string[] = []
  const SECTION_ONLY = /^data-(markdown|markdown-parsed|attributes|element-attributes|notes)$/

  // Our code blocks stay single blocks; reveal.js's plugin makes tables of them, and a copy per step.
  const codeText = (code: Element): string => {
    const rows = [...code.querySelectorAll('.hljs-ln-code')].filter((e) => e.tagName === 'TD')
    const text = rows.length > 0 ? rows.map((row) => row.textContent).join('\n') : (code.textContent ?? '')
    return text.replace(/[ \t]+$/gm, '').trimEnd()
  }
  // Highlighting adds these. `fragment` moves from <code> to <pre>, so that its step comes before those of its lines.
  const ADDED = /^(hljs|language-.*|code|code-wrapper|has-highlights|fragment|visible|current-fragment)$/
  const codeClasses = (element: Element): string =>
    [...element.classList]
      .filter((name) => !ADDED.test(name))
      .toSorted()
      .join(' ')

  // The steps of a block are counted below; its first line number is a CSS counter in Lectern.
  const STEPS = /^(class|data-(trim|noescape|line-numbers|ln-start-from|fragment-index|highlighted))$/
  const codeAttributes = (element: Element): string =>
    attributes(element, ({ name, value }) => !STEPS.test(name) && !value.startsWith('counter-reset'))

  const attributes = (element: Element, keep: (attr: Attr) => boolean = () => true): string =>
    [...element.attributes]
      .filter(keep)
      .filter(({ name }) => !SECTION_ONLY.test(name))
      // Lectern removes a deck's handlers and javascript: links, with a warning.
      .filter(({ name, value }) => !name.startsWith('on') && !value.startsWith('javascript:'))
      // Lectern sandboxes framed pages, and shows those of other hosts, also in backgrounds, as cards.
      .filter(
        ({ name, value }) => name !== 'sandbox' && !(name === 'data-background-iframe' && isRemote(value)),
      )
      // Sizes that fitty computes once fonts and layout have settled.
      .filter(({ name }) => !(name === 'style' && element.classList.contains('r-fit-text')))
      .map(({ name, value }): [string, string] => {
        if (name === 'class') return [name, value.split(/\s+/).filter(Boolean).toSorted().join(' ')]
        // reveal.js positions slides by their height, which highlighting and the page's style sheets change.
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
    // Only the presenter gets notes; scripts and inline style sheets are removed from the slides.
    if (node.matches('aside.notes, script, style')) return
    // The markers of our line steps correspond to reveal.js's copies of the block; both count as steps below.
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
      // The same formula: reveal.js's plugin makes HTML of it, Lectern makes MathML.
      const display = node.querySelector('math')?.getAttribute('display') ?? 'inline'
      lines.push(`${display} formula ${node.querySelector('annotation')?.textContent?.trim()}`)
      return
    } else if (!node.matches('.katex-display, span:not([class]):has(> .katex, > .katex-display)')) {
      lines.push(`${depth}<${node.tagName.toLowerCase()}${attributes(node)}>`)
    }
    // The content of an <iframe> is never shown; only its address counts.
    if (node.tagName !== 'IFRAME') for (const child of node.childNodes) read(child, `${depth}  `)
  }
  // The compiler removes comments; without them, the texts around them are one.
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
