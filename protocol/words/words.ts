/** The shape of a language's words, and how values are put into them. Pure. */
import type { en } from './en.ts'

/** Forms by plural category (`Intl.PluralRules`), with the number as `{n}`. */
export type Plural = { readonly other: string } & {
  readonly [K in Exclude<Intl.LDMLPluralRule, 'other'>]?: string
}

type Shape<T> = T extends string
  ? string
  : T extends { readonly other: string }
    ? Plural
    : { readonly [K in keyof T]: Shape<T[K]> }

/** What every language has: the keys of the English words. */
export type Translation = Shape<typeof en>

/** As a page uses them: with the English texts as types, so that the compiler checks the placeholders. */
export type Words = typeof en

type Placeholder<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never
export type Values<T> = Readonly<Record<Placeholder<T>, string | number>>
/** The values of a plural besides its number. */
export type PluralValues<T extends Plural> =
  Exclude<keyof Values<T['other']>, 'n'> extends never ? [] : [values: Omit<Values<T['other']>, 'n'>]

/** Words of one language, and how they are filled in. */
export interface Speech {
  words: Words
  fill: <const T extends string>(text: T, values: Values<T>) => string
  plural: <const T extends Plural>(forms: T, n: number, ...values: PluralValues<T>) => string
}

/** Arabic pages use the digits of the slides and of the rest of the page. */
export function locale(language: string): string {
  return language === 'ar' ? 'ar-u-nu-latn' : language
}

export function fillText(
  text: string,
  values: Readonly<Record<string, string | number>>,
  language: string,
): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    return typeof value === 'number' ? value.toLocaleString(locale(language)) : value
  })
}

export function pluralForm(forms: Plural, n: number, language: string): string {
  return forms[new Intl.PluralRules(language).select(n)] ?? forms.other
}
