/** Tests for front-matter.ts. */
import { expect, test } from 'vitest'
import { readFrontMatter, splitFrontMatter } from './front-matter.ts'

const read = (yaml: string): unknown => {
  const warnings: string[] = []
  const deck = readFrontMatter(yaml, (line, message) => warnings.push(`${line}: ${message}`))
  return { ...deck, warnings }
}

test('[D6] a deck’s own settings', () => {
  expect(
    read(
      [
        'title: A: Talk'.replace('A: ', 'A '),
        'author: Ada',
        'lang: de',
        'theme: moon',
        'transition: fade',
        'duration: 1h 15m',
        'width: 1600',
        'center: false',
        'browseAhead: true',
        'css: [a.css, b.css]',
        'math: false',
        'flagged: [spam, 1984, two words]',
        'verticalSeparator: ^==$',
      ].join('\n'),
    ),
  ).toMatchInlineSnapshot(`
    {
      "author": "Ada",
      "defaultTiming": 0,
      "durationMinutes": 75,
      "files": [],
      "flagged": [
        "spam",
        "1984",
        "two words",
      ],
      "highlightTheme": "monokai",
      "language": "de",
      "look": "moon",
      "markdown": {},
      "math": false,
      "notesSeparator": "^s*notes?:",
      "rtl": null,
      "separator": "
    ?
    ---
    ?
    ",
      "settings": {
        "autoSlide": 0,
        "autoSlideStoppable": true,
        "browseAhead": true,
        "center": false,
        "height": 720,
        "look": "lectern",
        "margin": 0,
        "participation": true,
        "progress": false,
        "reactions": [
          "👏",
          "❤️",
          "😂",
          "🤯",
        ],
        "reflow": true,
        "rtl": false,
        "showSlideNumber": "all",
        "slideNumber": null,
        "transition": "fade",
        "width": 1600,
      },
      "stylesheets": [
        "a.css",
        "b.css",
      ],
      "theme": "dark",
      "title": "A Talk",
      "verticalSeparator": "^==$",
      "warnings": [],
    }
  `)
})

test('[D6] an unknown key, a wrong value: a warning with its line, and the default', () => {
  expect(read('title: T\nnope: 1\ntheme: pink\nwidth: wide\nseparator: "("\nduration: soon')).toMatchObject({
    title: 'T',
    theme: 'auto',
    durationMinutes: 0,
    warnings: [
      "3: The front matter's key “nope” is unknown.",
      '4: “theme” must be auto, light, dark, the name of a reveal.js theme, or a style sheet in the folder; its default is used.',
      '5: “width” must be a number of pixels, or a percentage; its default is used.',
      '6: “separator” must be a regular expression; its default is used.',
      '7: “duration” must be minutes, or a time such as 1h 15m; its default is used.',
    ],
  })
})

test('[D6] the theme may be a style sheet, and style sheets may be one text with commas, as in reveal-md', () => {
  expect(read('css: a.css, b.css\ntheme: theme/own.css')).toMatchObject({
    theme: 'auto',
    look: 'sheet',
    stylesheets: ['theme/own.css', 'a.css', 'b.css'],
    warnings: [],
  })
})

test.each([
  ['theme: white\nrevealOptions:\n  transition: fade', { width: 960, height: 700, margin: 0.04 }],
  ['theme: own.css\nrevealOptions:\n  width: 1600', { width: 1600, height: 700, margin: 0.04 }],
  ['slideOptions:\n  theme: white\n  margin: 0', { width: 960, height: 700, margin: 0 }],
  ['margin: 0.1\ntheme: white\nrevealOptions: {}', { width: 960, height: 700, margin: 0.1 }],
  ['theme: white', { width: 1280, height: 720, margin: 0 }],
  ['theme: dark\nrevealOptions:\n  transition: fade', { width: 1280, height: 720, margin: 0 }],
])('[D55] a deck for reveal.js with a theme has its size and margin: %j', (yaml, settings) => {
  expect(read(yaml)).toMatchObject({ settings, warnings: [] })
})

test('[D6] the colours of code are one of two sheets, and the warning names them', () => {
  expect(read('highlightTheme: base16/zenburn')).toMatchObject({ highlightTheme: 'zenburn', warnings: [] })
  expect(read('highlightTheme: github')).toMatchObject({
    highlightTheme: 'monokai',
    warnings: ['2: “highlightTheme” must be monokai or zenburn; its default is used.'],
  })
})

test('[D50] a size in percent is a share of a screen of 1280 × 720, as in reveal.js', () => {
  expect(read('revealOptions:\n  width: 100%\n  height: 90%')).toMatchObject({
    settings: { width: 1280, height: 648 },
    warnings: [],
  })
  expect(read('width: 1%')).toMatchObject({ settings: { width: 1280 }, warnings: [expect.any(String)] })
})

test('[D6] the warning says what the value of a key must be', () => {
  const wrong = {
    title: '[a]',
    math: 'maybe',
    notesSeparator: '',
    css: '[1]',
    files: '{}',
    margin: '0.6',
    transition: 'flip',
    slideNumber: 'x',
    autoSlide: 'true',
    totalTime: '-1',
    flagged: 'spam',
  }
  const yaml = Object.entries(wrong).map(([key, value]) => `${key}: ${value}`)
  expect(read(yaml.join('\n'))).toMatchObject({
    warnings: [
      '2: “title” must be a text; its default is used.',
      '3: “math” must be true or false; its default is used.',
      '4: “notesSeparator” must be a regular expression; its default is used.',
      '5: “css” must be a file name, or a list of them; its default is used.',
      '6: “files” must be a list of files and folders, as [img/, data.json]; its default is used.',
      '7: “margin” must be a number from 0 to 0.5; its default is used.',
      '8: “transition” must be none, fade, slide, convex, concave, zoom; its default is used.',
      '9: “slideNumber” must be true, false, h.v, h/v, c, c/t; its default is used.',
      '10: “autoSlide” must be a number of milliseconds, or false; its default is used.',
      '11: “totalTime” must be a number of seconds; its default is used.',
      '12: “flagged” must be a list of at most 500 words, as [spam, casino]; its default is used.',
    ],
  })
})

test('[D30] a malformed entry of the front matter affects only its own key, and the warning names its line', () => {
  expect(read('title: T\nauthor: [a\nduration: 30')).toMatchObject({
    title: 'T',
    author: '',
    durationMinutes: 30,
    warnings: [
      expect.stringMatching(/^3: “author” in the front matter cannot be read, so its default is used: /),
    ],
  })
  expect(read('title: T\n\tauthor: A\ncss:\n\t- a.css\nfoo: 1')).toMatchObject({
    title: 'T',
    author: 'A',
    stylesheets: ['a.css'],
    warnings: [
      '3: There is a tab before “author”: it is ignored.',
      '5: There is a tab before “- a.css”: it is read as two spaces.',
      "6: The front matter's key “foo” is unknown.",
    ],
  })
  expect(read('just text')).toMatchObject({ warnings: [expect.stringMatching(/^2: .* is not a list/)] })
})

test('[D6] it ends at its second fence, or else at the first empty line, so that no part of it is shown', () => {
  expect(splitFrontMatter('---\ntitle: T\n---\n# A')).toMatchInlineSnapshot(`
    {
      "body": "# A",
      "line": 4,
      "yaml": "title: T",
    }
  `)
  expect(splitFrontMatter('---\ntitle: T\nauthor: secret\n\n# A\n')).toMatchInlineSnapshot(`
    {
      "body": "# A
    ",
      "line": 5,
      "yaml": "title: T
    author: secret",
    }
  `)
  expect(splitFrontMatter('# A\n\n---\n\n# B')).toMatchInlineSnapshot(`
    {
      "body": "# A

    ---

    # B",
      "line": 1,
      "yaml": null,
    }
  `)
})

test.each([
  ['', ['👏', '❤️', '😂', '🤯']],
  ['reactions: []', []],
  ['reactions: [🎉]', ['🎉']],
  ['reactions: [🎉, "🎉", 👩‍👩‍👧, 🇩🇪]', ['🎉', '👩‍👩‍👧', '🇩🇪']],
])('[R1] a deck chooses its reactions: %s', (yaml, kinds) => {
  expect(read(yaml)).toMatchObject({ settings: { reactions: kinds }, warnings: [] })
})

test.each(['yes', '[wow]', '["👏 yes"]', '[👏👏]', '[1, 2]', '[😀, 😁, 😂, 😃, 😄, 😅, 😆]', '[""]'])(
  '[R1] a list of other things than a few emoji is warned of, and the default is used: %s',
  (given) => {
    expect(read(`reactions: ${given}`)).toMatchObject({
      settings: { reactions: ['👏', '❤️', '😂', '🤯'] },
      warnings: ['2: “reactions” must be a list of at most 6 emoji, as [👏, 😂]; its default is used.'],
    })
  },
)

test.each([
  ['45', 45],
  ['45m', 45],
  ['1:15', 75],
  ['"45 min"', 45],
  ['2h', 120],
])('[D6] duration %s', (given, minutes) => {
  expect(read(`duration: ${given}`)).toMatchObject({ durationMinutes: minutes, warnings: [] })
})

test('[D58] line breaks are breaks in HackMD, unless the deck says otherwise; its other keys cause no warnings', () => {
  const options = 'slideOptions:\n  transition: fade\n'
  expect(read(`type: slide\ntags: a, b\n${options}`)).toMatchObject({
    markdown: { breaks: true },
    warnings: [],
  })
  expect(read(`${options}breaks: false`)).toMatchObject({ markdown: {}, warnings: [] })
  expect(read('type: slide')).toMatchObject({ warnings: ["2: The front matter's key “type” is unknown."] })
})
