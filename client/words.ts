/** The words of this page, in its language: written into it by the server, and some parts on demand. */
import {
  fillText,
  locale,
  pluralForm,
  type Plural,
  type PluralValues,
  type Values,
  type Words,
} from '../protocol/words/words.ts'

/** What the server writes into the page, as JSON in `#words`. */
export interface PageWords {
  language: string
  /** The addresses of the parts that are not in `words`. */
  files: Partial<Record<WordPart, string>>
  words: Partial<Words>
}

export type WordPart = keyof Words

export const words = {} as Words
let language = 'en'
let files: PageWords['files'] = {}
const loading = new Map<WordPart, Promise<void>>()

export function takeWords(given: PageWords): void {
  Object.assign(words, given.words)
  ;({ language, files } = given)
}

const written = globalThis.document?.getElementById('words')?.textContent
if (written) takeWords(JSON.parse(written) as PageWords)

export function hasWords(...parts: readonly WordPart[]): boolean {
  return parts.every((part) => part in words)
}

/** Rejects without a connection; call it again to retry. */
export async function loadWords(...parts: readonly WordPart[]): Promise<void> {
  await Promise.all(parts.filter((part) => !hasWords(part)).map(loadPart))
}

function loadPart(part: WordPart): Promise<void> {
  const known = loading.get(part) ?? fetchPart(part).finally(() => loading.delete(part))
  loading.set(part, known)
  return known
}

async function fetchPart(part: WordPart): Promise<void> {
  const address = files[part]
  if (address === undefined) throw new Error(`This page has no words of the part "${part}".`)
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}.`)
  Object.assign(words, { [part]: await response.json() })
}

/** The text with its placeholders replaced; numbers are written as the language writes them. */
export function fill<const T extends string>(text: T, values: Values<T>): string {
  return fillText(text, values, language)
}

/** The form for a number, which is also the value of `{n}`. */
export function plural<const T extends Plural>(forms: T, n: number, ...[values]: PluralValues<T>): string {
  return fillText(pluralForm(forms, n, language), { ...values, n }, language)
}

/** For dates and times. English ones are written as in Britain, with 24 hours. */
export function dateLocale(): string {
  return language === 'en' ? 'en-GB' : locale(language)
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return value.toLocaleString(locale(language), options)
}

/**
 * `61 %`; `part` is from 0 to 1. No language writes such a short number in another way, and a phone needs 40 ms for its
 * first formatted number, which would delay the page.
 */
export function percent(part: number): string {
  return fill(words.shell.percent, { n: String(Math.round(part * 100)) })
}

/** The parts of a text around its placeholders: text, value, text, value, text. */
export function around<V>(text: string, values: Readonly<Record<string, V>>): (string | V)[] {
  return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 1 ? (values[part] ?? '') : part))
}
