/** Reads the options of `Reveal.initialize({ … })` without running the script: plain values only. */

/** A comment, a whole string, or one character. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|[\s\S]/g
const CALL = /(?:\.\s*(?:initialize|configure)\s*\(\s*|new\s+Reveal\s*\([^{;]{0,200})\{/g

/** The options by name; `undefined` for a value that only a running script would know. */
export function readInitialize(source: string): [string, unknown][] {
  return [...source.matchAll(CALL)].flatMap(({ index, 0: call }) =>
    readObject(source, index + call.length, valueOf),
  )
}

/**
 * The usual start of a deck, without comments, spaces and what is in braces: imports, a `new Reveal`, and one call of
 * `initialize`.
 */
const USUAL =
  /^(?:import[^;']*'';?)*(?:(?:const|let|var)[\w$]+=newReveal\([^;{}]*(?:\{\})?\);?)?[\w$]+\.initialize\((?:\{\})?\);?$/

/** A longer script does more, and need not be read. */
const LONGEST = 20_000

/** True for a script that only initializes reveal.js, so that nothing is lost when it does not run. */
export function onlyInitializes(source: string): boolean {
  if (source.length > LONGEST) return false
  let depth = 0
  let outside = ''
  for (const [token] of source.matchAll(TOKEN)) {
    if (token.startsWith('//') || token.startsWith('/*') || token.trim() === '') continue
    if (token === '}') depth--
    if (depth === 0) outside += token.length > 1 ? "''" : token
    if (token === '{') depth++
  }
  return USUAL.test(outside)
}

/** From after the opening brace to the closing one. */
function readObject(
  source: string,
  start: number,
  read: (name: string, text: string) => unknown,
): [string, unknown][] {
  const entries: [string, unknown][] = []
  let name = ''
  let text = ''
  let inValue = false
  let depth = 0
  const finish = (): void => {
    const key = (inValue ? name : text).trim().replace(/^(['"])(.*)\1$|^\.{3}/, '$2')
    if (key) entries.push([/^[\w$]+/.exec(key)?.[0] ?? key, inValue ? read(key, text.trim()) : undefined])
    text = ''
    inValue = false
  }
  const tokens = new RegExp(TOKEN)
  tokens.lastIndex = start
  for (let token = tokens.exec(source)?.[0]; token !== undefined; token = tokens.exec(source)?.[0]) {
    if (token.startsWith('//') || token.startsWith('/*')) continue
    if (depth === 0 && token === '}') break
    if (depth === 0 && token === ',') finish()
    else if (depth === 0 && token === ':' && !inValue) {
      name = text
      text = ''
      inValue = true
    } else {
      if ('{[('.includes(token)) depth++
      else if ('}])'.includes(token)) depth--
      text += token
    }
  }
  finish()
  return entries
}

/** Only the option `markdown` is a map of options. */
function valueOf(name: string, text: string): unknown {
  if (name !== 'markdown' || !text.startsWith('{')) return plainValue(text)
  return Object.fromEntries(readObject(text, 1, (_, inner) => plainValue(inner)))
}

function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text)
  const [, , quoted] = /^(['"`])([\s\S]*)\1$/.exec(text) ?? []
  return quoted === undefined || quoted.includes('${') ? undefined : unescaped(quoted)
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** What a string of JavaScript means, as far as regular expressions need it. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (_, char: string) => ESCAPED[char] ?? char)
}
