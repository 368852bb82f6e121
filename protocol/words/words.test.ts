/** Tests that every language has all words, with the same placeholders, and that the pages name only words that exist. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ALL_WORDS } from './all.ts'
import { LANGUAGES, knownLanguage } from './languages.ts'
import { fillText, pluralForm } from './words.ts'

type Tree = { readonly [key: string]: string | Tree }

const isPlural = (value: string | Tree): value is Tree => typeof value !== 'string' && 'other' in value
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].toSorted()

/** Every text and every plural, by its path. */
function entries(tree: Tree, path = ''): [path: string, value: string | Tree][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' || isPlural(value)
      ? [[`${path}${key}`, value] as [string, string | Tree]]
      : entries(value, `${path}${key}.`),
  )
}
const english = new Map(entries(ALL_WORDS.en))

test.each(LANGUAGES)('[M1] %s has every word with its placeholders, and no other', (language) => {
  const all = new Map(entries(ALL_WORDS[language]))
  expect([...all.keys()]).toEqual([...english.keys()])
  for (const [path, value] of all) {
    const original = english.get(path) ?? ''
    expect(isPlural(value), path).toBe(isPlural(original))
    const wanted = isPlural(original) ? String(original['other']) : String(original)
    const forms = isPlural(value) ? Object.entries(value) : [['other', value] as const]
    for (const [form, text] of forms) {
      expect(String(text).trim(), path).not.toBe('')
      const found = placeholders(String(text))
      // A form for one number may say it in words.
      const isExact = isPlural(value) && /^(zero|one|two)$/.test(form)
      const expected = placeholders(wanted).filter((name) => !(isExact && name === 'n'))
      expect(
        found.filter((name) => !(isExact && name === 'n')),
        `${path}.${form}`,
      ).toEqual(expected)
    }
  }
})

test.each(LANGUAGES)('[M1] the plurals of %s have every form that the language uses', (language) => {
  // Only millions have the form `many` in French, Italian, Portuguese and Spanish; they use `other` here.
  const needed = new Intl.PluralRules(language)
    .resolvedOptions()
    .pluralCategories.filter((form) => form !== 'many' || language === 'ar')
  for (const [path, value] of entries(ALL_WORDS[language])) {
    if (isPlural(value)) expect(Object.keys(value).toSorted(), path).toEqual(needed.toSorted())
  }
})

test.each(LANGUAGES.filter((language) => language !== 'en'))('[M1] %s is translated', (language) => {
  const same = entries(ALL_WORDS[language]).filter(
    ([path, value]) => JSON.stringify(value) === JSON.stringify(english.get(path)),
  )
  // Some words are the same, such as “Chat”.
  expect(same.length / english.size).toBeLessThan(0.08)
})

test('[M2] the pages name only words that exist', async () => {
  const pages = [
    'audience/index',
    'audience/home',
    'audience/missing',
    'audience/closed',
    'stage/index',
    'demos/index',
    'site/site',
  ]
  for (const page of pages) {
    const html = await readFile(`${page}.html`, 'utf8')
    const named = [...html.matchAll(/%word\.(\w+)%/g)].map(([, key]) => key ?? '')
    expect(named.length, page).toBeGreaterThan(0)
    expect(named.filter((key) => !(key in ALL_WORDS.en.pages))).toEqual([])
  }
})

test('[M3] a tag leads to its language', () => {
  expect(['de-AT', 'pt_BR', 'AR', 'nl', ''].map(knownLanguage)).toEqual(['de', 'pt', 'ar', null, null])
})

test('[M4] numbers and plurals follow the language', () => {
  expect(fillText('{n} · {name}', { n: 1204, name: '{n}' }, 'de')).toBe('1.204 · {n}')
  expect(fillText('{n}', { n: 1204 }, 'ar')).toBe('1,204')
  expect([0, 1, 2, 5, 11, 100].map((n) => pluralForm(ALL_WORDS.ar.elements.votes, n, 'ar'))).toEqual([
    'لا أصوات',
    'صوت واحد',
    'صوتان',
    '{n} أصوات',
    '{n} صوتًا',
    '{n} صوت',
  ])
})
