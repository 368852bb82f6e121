/** Loads the languages of highlight.js, each when a deck first uses it. */
import type { HLJSApi, Language, LanguageFn, Mode } from 'highlight.js'
import { LANGUAGES } from './language-names.ts'

/** Names that explicitly mean code without colours. */
const PLAIN = new Set([
  '',
  'plaintext',
  'plain',
  'text',
  'txt',
  'none',
  'nohighlight',
  'no-highlight',
  'ascii',
])

/** The language's file name, `plain`, or null if it is unknown. */
export function languageNamed(name: string): string | null {
  const lower = name.toLowerCase()
  return PLAIN.has(lower) ? 'plain' : (LANGUAGES.get(lower) ?? null)
}

/** highlight.js with at least these languages and their embedded languages. */
export async function loadHighlighter(names: Iterable<string>): Promise<HLJSApi> {
  const { default: hljs } = await import('highlight.js/lib/core')
  let missing = [...names].filter((name) => name !== 'plain' && !hljs.getLanguage(name))
  while (missing.length > 0) {
    await Promise.all(missing.map((name) => load(hljs, name)))
    const inside = missing.flatMap((name) => namesInside(hljs.getLanguage(name)))
    missing = [...new Set(inside)].filter((name) => !hljs.getLanguage(name))
  }
  return hljs
}

async function load(hljs: HLJSApi, name: string): Promise<void> {
  const module = (await import(`highlight.js/lib/languages/${name}`)) as { default: LanguageFn }
  hljs.registerLanguage(name, module.default)
}

/** The languages that a definition embeds, such as scripts in HTML. */
function namesInside(language: Language | undefined): string[] {
  const found = new Set<string>()
  const seen = new Set<unknown>()
  const visit = (mode: Partial<Mode> | 'self' | undefined): void => {
    if (typeof mode !== 'object' || seen.has(mode)) return
    seen.add(mode)
    for (const name of [mode.subLanguage ?? []].flat()) found.add(languageNamed(name) ?? 'plain')
    for (const part of [...(mode.contains ?? []), ...(mode.variants ?? []), mode.starts]) visit(part)
  }
  visit(language)
  return [...found].filter((name) => name !== 'plain')
}
