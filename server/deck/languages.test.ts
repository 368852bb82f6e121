/** Tests for languages.ts. */
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { HLJSApi } from 'highlight.js'
import { expect, test } from 'vitest'
import { LANGUAGES, languageNamed, loadHighlighter } from './languages.ts'

test('[D7] knows names, aliases and plain text, and reports unknown names', () => {
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

test('[D7] loads only the languages that are used, with their embedded languages', async () => {
  const before = (await loadHighlighter([])).listLanguages()
  const hljs = await loadHighlighter(['shell', 'plain'])
  expect([...new Set([...before, 'bash', 'shell'])].toSorted()).toEqual(hljs.listLanguages().toSorted())
})

const require = createRequire(import.meta.url)

test('[D29] knows every language of highlight.js by all of its names', () => {
  const core = require.resolve('highlight.js/lib/core')
  const files = readdirSync(`${dirname(core)}/languages`).flatMap(
    (file) => /^([^.]+)\.js$/.exec(file)?.[1] ?? [],
  )
  const all = files.filter((name) => name !== 'plaintext')
  expect([...new Set(LANGUAGES.values())].toSorted()).toEqual(all.toSorted())
  const hljs = require('highlight.js') as HLJSApi
  const unknown = all.flatMap((file) =>
    [file, ...(hljs.getLanguage(file)?.aliases ?? [])].filter((name) => languageNamed(name) === null),
  )
  expect(unknown).toEqual([])
  // Two languages claim each of these names.
  expect([languageNamed('ml'), languageNamed('ls')]).toEqual(['ocaml', 'livescript'])
})

test('[D29] highlights a rare language, too', async () => {
  const hljs = await loadHighlighter(['sml'])
  expect(hljs.highlight('val x = 1', { language: 'sml' }).value).toContain('hljs-keyword')
})

test('[D29] loads embedded languages with their language', async () => {
  const hljs = await loadHighlighter(['erb'])
  expect(hljs.listLanguages()).toEqual(expect.arrayContaining(['erb', 'ruby', 'xml', 'css', 'javascript']))
})
