/** Puts files into a page: pictures and fonts become part of the address that names them. */

export interface Embedder {
  /** The file as a `data:` address; null if it cannot be loaded or is too large. */
  file(address: string): Promise<string | null>
  /** Style rules with the files that they name. */
  styles(css: string, base: string): Promise<string>
}

const MOST_BYTES = 8_000_000

export function createEmbedder(): Embedder {
  const known = new Map<string, Promise<string | null>>()

  async function styles(css: string, base: string): Promise<string> {
    const names = [...new Set([...css.matchAll(/url\("([^"]+)"\)/g)].map(([, name = '']) => name))]
    const wanted = names.filter((name) => !/^(data:|#)/.test(name))
    let result = css
    for (const name of wanted) {
      const data = await file(new URL(name, base).href)
      result = result.replaceAll(`url("${name}")`, data === null ? 'none' : `url("${data}")`)
    }
    return result
  }

  async function file(address: string): Promise<string | null> {
    const loaded = known.get(address) ?? load(address)
    known.set(address, loaded)
    return loaded
  }

  return { file, styles }
}

async function load(address: string): Promise<string | null> {
  if (address.startsWith('data:')) return address
  try {
    const response = await fetch(address)
    const blob = await response.blob()
    if (!response.ok || blob.size > MOST_BYTES) return null
    return await new Promise((resolve, reject) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result as string)
      reader.onerror = () => reject(reader.error)
      reader.readAsDataURL(blob)
    })
  } catch {
    // The rest of the page is worth having without it.
    return null
  }
}

/** The style rules of the slides on this page, with their fonts and pictures. */
export async function slideStyles(embedder: Embedder): Promise<string> {
  const fonts = new Set(
    [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => plain(family)),
  )
  const parts: string[] = []
  for (const sheet of document.styleSheets) {
    const owner = sheet.ownerNode
    const isOurs =
      owner instanceof HTMLStyleElement || (owner instanceof Element && owner.matches('[data-deck]'))
    if (!isOurs) continue
    for (const rule of sheet.cssRules) {
      const isUnused =
        rule instanceof CSSFontFaceRule && !fonts.has(plain(rule.style.getPropertyValue('font-family')))
      if (!isUnused) parts.push(await embedder.styles(rule.cssText, sheet.href ?? document.baseURI))
    }
  }
  // An end tag in a string would end the element.
  return parts.join('\n').replaceAll('</', '<\\/')
}

function plain(family: string): string {
  return family.replaceAll(/["']/g, '').trim()
}
