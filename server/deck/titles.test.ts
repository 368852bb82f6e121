/** Tests for titles.ts. */
import { expect, test } from 'vitest'
import { createElement, parseHtml } from './dom.ts'
import { slug, titleOf, uniqueIds } from './titles.ts'

const title = (html: string): string => titleOf(createElement('section', {}, parseHtml(html)))

test('[D13] uses the first heading, or else the first words, or else the alt text', () => {
  expect(title('<p>before</p><h2>The <em>first</em>\n one</h2><h1>Second</h1>')).toBe('The first one')
  expect(title('<h2> </h2><p>Only words</p>')).toBe('Only words')
  expect(title('<p><img alt="A cat"></p>')).toBe('A cat')
  expect(title('')).toBe('')
  expect(title(`<p>${'word '.repeat(40)}</p>`)).toMatch(/^(word ){10,16}?word…$/)
})

test('[D13] slugs keep the letters of every script', () => {
  expect(['Why Websockets?', "What's new", 'Η Αθήνα', '日本語 & more', '…'].map(slug)).toEqual([
    'why-websockets',
    'whats-new',
    'η-αθήνα',
    '日本語-more',
    '',
  ])
})

test('[D13] ids are unique', () => {
  const id = uniqueIds()
  expect(['a', 'a', 'a-2', 'a'].map(id)).toEqual(['a', 'a-2', 'a-2-2', 'a-3'])
})
