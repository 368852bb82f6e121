import { expect, test } from 'vitest'
import { linkOf } from './chat-text.ts'

test.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTP://Example.org/A?b=1#c', 'http://example.org/A?b=1#c'],
  ['https://example.org/"onmouseover="alert(1)', 'https://example.org/%22onmouseover=%22alert(1)'],
])('[E20] %s is a link', (word, href) => {
  expect(linkOf(word)).toBe(href)
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt://example.org/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://example.org',
  'blob:https://example.org/1',
  '//example.org',
  'example.org',
  'https://',
  'https://[',
  'https://good.example@evil.example/',
  'https://user:secret@example.org/',
  'xhttps://example.org',
  '',
])('[E20] %s stays text', (word) => {
  expect(linkOf(word)).toBeNull()
})
