/** The words of this page, in its language: written into it by the server, and those of the elements on demand. */
import {
  fillText,
  locale,
  pluralForm,
  type Plural,
  type Values,
  type Words,
} from '../protocol/words/words.ts'

/** What the server writes into the page, as JSON in `#words`. */
export interface PageWords {
  language: string
  /** The address of the words of the elements, unless they are in `words`. */
  elements: string
  words: Partial<Words>
}

export const words = {} as Words
let language = 'en'
let elements = ''
let loading: Promise<void> | undefined

export function takeWords(given: PageWords): void {
  Object.assign(words, given.words)
  ;({ language, elements } = given)
}

const written = globalThis.document?.getElementById('words')?.textContent
if (written) takeWords(JSON.parse(written) as PageWords)

/** Whether the words of the live elements and of the room bar are here. */
export function hasElementWords(): boolean {
  return 'elements' in words
}

/** Rejects without a connection; call it again to retry. */
export function loadElementWords(): Promise<void> {
  if (hasElementWords()) return Promise.resolve()
  loading ??= fetchElementWords().finally(() => (loading = undefined))
  return loading
}

async function fetchElementWords(): Promise<void> {
  const response = await fetch(elements)
  if (!response.ok) throw new Error(`${elements} was answered with ${response.status}.`)
  Object.assign(words, { elements: await response.json() })
}

/** The text with its placeholders replaced; numbers are written as the language writes them. */
export function fill<const T extends string>(text: T, values: Values<T>): string {
  return fillText(text, values, language)
}

/** The form for a number, which is also the value of `{n}`. */
export function plural<const T extends Plural>(
  forms: T,
  n: number,
  ...[values]: Exclude<keyof Values<T['other']>, 'n'> extends never
    ? []
    : [values: Omit<Values<T['other']>, 'n'>]
): string {
  return fillText(pluralForm(forms, n, language), { ...values, n }, language)
}

/** For `Intl` and `toLocaleString`. */
export function pageLocale(): string {
  return locale(language)
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
