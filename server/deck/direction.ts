/** Which way the text of a language runs. */

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|nqo|ps|sd|syr|ug|ur|yi)$/
const SCRIPTS = /^(adlm|arab|hebr|mand|nkoo|rohg|syrc|thaa)$/

/** `language` is a BCP 47 tag; a script in it wins over the language. */
export function isRightToLeft(language: string): boolean {
  const [primary = '', ...more] = language.toLowerCase().split(/[-_]/)
  const script = more.find((part) => /^[a-z]{4}$/.test(part))
  return script ? SCRIPTS.test(script) : RIGHT_TO_LEFT.test(primary)
}
