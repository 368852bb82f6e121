/** Tests that every language has all words, with the same placeholders, and that the pages name only words that exist. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { SANDBOX_SLIDES } from '../sandbox.ts'
import { ALL_WORDS } from './all.ts'
import { LANGUAGES, knownLanguage } from './languages.ts'
import { fillText, pluralForm } from './words.ts'

type Forms = Readonly<Record<string, string>>
type Value = string | Forms
interface Tree {
  readonly [key: string]: string | Tree
}

/** Every text and every plural, by its path. */
function entries(tree: Tree, path = ''): [path: string, value: Value][] {
  return Object.entries(tree).flatMap(([key, value]): [string, Value][] => {
    if (typeof value === 'string') return [[`${path}${key}`, value]]
    return 'other' in value ? [[`${path}${key}`, value as Forms]] : entries(value, `${path}${key}.`)
  })
}

/** The forms of a plural; a text has one. */
const formsOf = (value: Value): Forms => (typeof value === 'string' ? { only: value } : value)
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].toSorted()
const english = new Map(entries(ALL_WORDS.en))

test.each(LANGUAGES)('[LG1] %s has every word with its placeholders, and no other', (language) => {
  const all = new Map(entries(ALL_WORDS[language]))
  expect([...all.keys()]).toEqual([...english.keys()])
  for (const [path, value] of all) {
    const original = english.get(path) ?? ''
    expect(typeof value, path).toBe(typeof original)
    const wanted = placeholders(typeof original === 'string' ? original : (original['other'] ?? ''))
    for (const [form, text] of Object.entries(formsOf(value))) {
      expect(text.trim(), path).not.toBe('')
      // A form for one number may say it in words.
      const ignored = /^(zero|one|two)$/.test(form) ? 'n' : ''
      const without = (names: string[]): string[] => names.filter((name) => name !== ignored)
      expect(without(placeholders(text)), `${path}.${form}`).toEqual(without(wanted))
    }
  }
})

test.each(LANGUAGES)('[LG1] the plurals of %s have every form that the language uses', (language) => {
  // Only millions have the form `many` in French, Italian, Portuguese and Spanish; they use `other` here.
  const needed = new Intl.PluralRules(language)
    .resolvedOptions()
    .pluralCategories.filter((form) => form !== 'many' || language === 'ar')
  for (const [path, value] of entries(ALL_WORDS[language])) {
    if (typeof value !== 'string') expect(Object.keys(value).toSorted(), path).toEqual(needed.toSorted())
  }
})

test.each(LANGUAGES.filter((language) => language !== 'en'))('[LG1] %s is translated', (language) => {
  const same = entries(ALL_WORDS[language]).filter(
    ([path, value]) => JSON.stringify(value) === JSON.stringify(english.get(path)),
  )
  // Some words are the same, such as “Chat”.
  expect(same.length / english.size).toBeLessThan(0.08)
})

test.each(LANGUAGES)(
  '[LG1] the small deck of %s has the slides and steps that the server knows',
  (language) => {
    const { phone } = ALL_WORDS[language].exhibits
    const slides = [phone.slide1, phone.slide2, phone.slide3, phone.slide4, phone.slide5, phone.slide6]
    expect(slides.map((slide) => slide.split('\n').length - 1)).toEqual(
      SANDBOX_SLIDES.map(({ lines }) => lines.length),
    )
    if (language === 'en')
      expect(slides).toEqual(SANDBOX_SLIDES.map(({ title, lines }) => [title, ...lines].join('\n')))
  },
)

test('[LG2] the pages name only words that exist', async () => {
  const pages = [
    'audience/index',
    'audience/home',
    'audience/missing',
    'audience/closed',
    'stage/index',
    'demos/index',
    'site/site',
    'presenter/index',
    'presenter/moderator',
    'presenter/pair',
    'audience/replay/index',
  ]
  for (const page of pages) {
    const html = await readFile(`${page}.html`, 'utf8')
    const named = [...html.matchAll(/%word\.([\w.]+)%/g)].map(([, path = '']) =>
      path.includes('.') ? path : `pages.${path}`,
    )
    expect(named.length, page).toBeGreaterThan(0)
    expect(named.filter((path) => typeof english.get(path) !== 'string')).toEqual([])
  }
})

test('[LG3] a tag leads to its language', () => {
  expect(['de-AT', 'pt_BR', 'AR', 'nl', ''].map(knownLanguage)).toEqual(['de', 'pt', 'ar', null, null])
})

test('[LG4] numbers and plurals follow the language', () => {
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
