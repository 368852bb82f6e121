/** `{#id .class key=value key="two words" flag}`: attributes of a live element, in the form of Pandoc. */
import { escapeHtml } from './escape.ts'

const PART = /#([^\s"}]+)|\.([^\s"}]+)|([a-z][\w-]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'}]*)))?/gi

/** As HTML, each with a space before it. */
export function attributesIn(braces: string): string {
  const classes: string[] = []
  const found = new Map<string, string>()
  for (const [, id, className, key, ...values] of braces.matchAll(PART)) {
    if (id) found.set('id', id)
    else if (className) classes.push(className)
    else if (key) found.set(key.toLowerCase(), values.find((value) => value !== undefined) ?? '')
  }
  if (classes.length > 0) found.set('class', classes.join(' '))
  return [...found].map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('')
}
