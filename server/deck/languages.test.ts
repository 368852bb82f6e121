/** Tests for languages.ts. */
import { expect, test } from 'vitest'
import { languageNamed, loadHighlighter } from './languages.ts'

test('[D7] names, other names, plain text, and what is not known', () => {
  expect(['js', 'TypeScript', 'html', 'text', '', 'klingon', 'constructor'].map(languageNamed)).toEqual([
    'javascript',
    'typescript',
    'xml',
    'plain',
    'plain',
    null,
    null,
  ])
})

test('[D7] only what is asked for is loaded, with the languages inside of it', async () => {
  const hljs = await loadHighlighter(['shell', 'plain'])
  expect(hljs.listLanguages().toSorted()).toEqual(['bash', 'shell'])
})
