/** The JSON schema of the front matter, for editors: names, values and what they are for. */
import { DIALECTS } from '../deck/dialects/dialect.ts'
import { REVEAL_THEMES } from '../deck/themes.ts'
import { MAX_REACTIONS } from '../../protocol/reactions.ts'

const text = (description: string) => ({ type: 'string', description })
const flag = (description: string) => ({ type: 'boolean', description })
const oneOf = (values: readonly unknown[], description: string) => ({ enum: values, description })
const number = (minimum: number, maximum: number, description: string) => ({
  type: 'number',
  minimum,
  maximum,
  description,
})
const size = (description: string) => ({
  anyOf: [
    { type: 'number', minimum: 100, maximum: 10_000 },
    { type: 'string', pattern: '^[0-9.]+%?$' },
  ],
  description,
  examples: [1280, '100%'],
})
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description })
const pattern = (description: string) => ({ type: 'string', format: 'regex', description })

const language = text('A language tag, such as en, de or pt-BR.')

/** The options of reveal.js that Lectern supports. */
const revealOptions = {
  width: size('The width of a slide in pixels, or in percent of 1280.'),
  height: size('The height of a slide in pixels, or in percent of 720.'),
  center: flag('Centre the slides vertically.'),
  progress: flag('Show a progress bar at the lower edge.'),
  margin: number(0, 0.5, 'The share of the screen that stays empty around the slides.'),
  transition: oneOf(['none', 'fade', 'slide', 'convex', 'concave', 'zoom'], 'How slides change.'),
  slideNumber: oneOf([true, false, 'h.v', 'h/v', 'c', 'c/t'], 'How the number of a slide is written.'),
  showSlideNumber: oneOf(['all', 'print', 'speaker'], 'Where the number of a slide is shown.'),
  autoSlide: {
    anyOf: [number(0, 2 ** 31 - 1, 'Milliseconds.'), { const: false }],
    description: 'Milliseconds until the next step, or false for never.',
  },
  autoSlideStoppable: flag('A manual move stops the automatic steps.'),
  rtl: flag('Text runs from right to left. Without it, the language decides.'),
  totalTime: number(0, 999_999, 'The planned length of the talk in seconds.'),
  defaultTiming: number(0, 999_999, 'The planned seconds of a slide without data-timing.'),
}

/** What else may be among them. */
const nested = {
  ...revealOptions,
  markdown: {
    type: 'object',
    properties: {
      separator: pattern('A regular expression for the line between two slides.'),
      verticalSeparator: pattern('A regular expression for the line between two slides of a vertical stack.'),
      notesSeparator: pattern('A regular expression for the line after which the notes begin.'),
      smartypants: flag('Typographic quotes, dashes and ellipses.'),
      animateLists: flag('The items of every list appear one by one.'),
      breaks: flag('Every line end is a line break.'),
      gfm: flag('GitHub’s Markdown: tables and strikethrough.'),
    },
    description: 'The options of reveal.js’s Markdown plugin.',
  },
}

export const deckSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'The front matter of a Lectern deck',
  type: 'object',
  additionalProperties: false,
  properties: {
    title: text('The title of the talk. Without it, the first title on a slide.'),
    author: text('The name of the speaker.'),
    language,
    lang: language,
    theme: {
      anyOf: [
        { enum: ['auto', 'light', 'dark', ...Object.keys(REVEAL_THEMES)] },
        { type: 'string', pattern: '\\.css$' },
      ],
      description:
        'Lectern’s look, which follows each device with auto, a theme of reveal.js, or a style sheet in the folder.',
    },
    highlightTheme: oneOf(['monokai', 'zenburn'], 'The colours of code in a theme besides Lectern’s.'),
    duration: {
      anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'string' }],
      description: 'The planned length: 45 (minutes), 45m, or 1h 15m.',
      examples: [45, '1h 15m'],
    },
    browseAhead: flag('The audience may look at slides that you have not reached.'),
    reflow: flag('On portrait phones, slides get a new layout instead of a smaller scale.'),
    dialect: oneOf(DIALECTS, 'The program that the deck was written for. Without it, Lectern recognises it.'),
    math: flag('TeX between dollar signs is math.'),
    reactions: {
      ...texts(`The emoji with which the audience can react. An empty list switches reactions off.`),
      maxItems: MAX_REACTIONS,
    },
    participation: flag('The audience can ask, react and raise a hand below the slides.'),
    css: {
      anyOf: [{ type: 'string' }, texts('Style sheets.')],
      description: 'A style sheet in the folder, or a list of them.',
    },
    files: texts('Files and folders to serve although no slide names them, such as img/.'),
    flagged: texts(
      'Words that mark a question, a message or an open answer for moderators. Nothing is refused.',
    ),
    separator: pattern('A regular expression for the line between two slides.'),
    verticalSeparator: pattern('A regular expression for the line between two slides of a vertical stack.'),
    notesSeparator: pattern('A regular expression for the line after which the notes begin.'),
    ...revealOptions,
    revealOptions: {
      type: 'object',
      properties: nested,
      description: 'The same options of reveal.js as a map, as reveal-md writes them.',
    },
    slideOptions: {
      type: 'object',
      properties: nested,
      description: 'The same map, as HackMD writes it, where it has the theme as well.',
    },
  },
}
