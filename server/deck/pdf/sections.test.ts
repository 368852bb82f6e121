import { expect, test } from 'vitest'
import { splitSections } from './sections.ts'

test('[J4] a heading that is a number starts the notes of that page, and “after” a slide', () => {
  const body = [
    'Intro',
    '# 1',
    'One',
    '## 2',
    '# After 1 #',
    '# Poll',
    '```sh',
    '# 3',
    '```',
    '# 3',
    'Three',
  ].join('\n')
  expect(splitSections(body, 5)).toEqual({
    before: 'Intro',
    sections: [
      { page: 1, kind: 'notes', text: 'One\n## 2', line: 7 },
      { page: 1, kind: 'slides', text: '# Poll\n```sh\n# 3\n```', line: 10 },
      { page: 3, kind: 'notes', text: 'Three', line: 15 },
    ],
  })
})
