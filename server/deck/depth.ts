/**
 * Limits how deeply a deck is nested. The compiler calls itself for each level, and V8 ends the whole process when it
 * compiles a regular expression with little stack left, so no text may bring it there.
 */

/** Browsers nest no page deeper than 512 elements. */
const MOST_ELEMENTS = 500
/** Of anything else; each level takes several calls. */
const MOST_LEVELS = 100

interface Tree {
  childNodes?: Tree[]
  content?: Tree
}

/** Throws if the tree has too many levels. */
export function checkDepth(root: object): void {
  let level: Tree[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_ELEMENTS) throw new TooDeep()
    level = level.flatMap(({ childNodes = [], content }) => (content ? [...childNodes, content] : childNodes))
  }
}

/** `limit(call)` throws if too many calls are inside each other. */
export function levelLimit(): <T>(call: () => T) => T {
  let depth = 0
  return (call) => {
    depth++
    try {
      if (depth > MOST_LEVELS) throw new TooDeep()
      return call()
    } finally {
      depth--
    }
  }
}

/** Brackets in quotes count as well: nobody writes so many. */
export function hasDeepBrackets(text: string): boolean {
  let depth = 0
  for (const char of text) {
    if ('{[('.includes(char)) depth++
    else if ('}])'.includes(char)) depth = Math.max(0, depth - 1)
    if (depth > MOST_LEVELS) return true
  }
  return false
}

/** Nested by brackets, by `- - -`, or by indentation. */
export function isDeepYaml(text: string): boolean {
  return hasDeepBrackets(text) || /^[ \t]*(?:[-?:][ \t]+){50}|^ {500}/m.test(text)
}

/** Nested by brackets, by commands without braces (`\sqrt\sqrt`), or by pairs of commands. */
export function isDeepTex(text: string): boolean {
  const pairs = text.match(/\\(?:left|begin)\b/g) ?? []
  return hasDeepBrackets(text) || /(?:\\[a-z]+\s*){50}/i.test(text) || pairs.length > MOST_LEVELS
}

class TooDeep extends Error {
  constructor() {
    super('its content is nested too deeply.')
  }
}
