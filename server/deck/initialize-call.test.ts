/** Tests reveal.js's options, wherever a deck sets them. */
import { expect, test } from 'vitest'
import { DEFAULTS } from './front-matter.ts'
import { onlyInitializes, readInitialize } from './initialize-call.ts'
import { isRightToLeft, parseDeck, slideTimings } from './parse.ts'
import { takeOptions } from './reveal-options.ts'

const assets = { exists: () => true, read: () => '' }
const compile = (text: string, file = 'deck.md') => parseDeck({ id: 'deck', file, text, assets })

test('[D50] reads plain values from a script, whatever is around them', () => {
  const source = `
    import Reveal from './reveal.esm.js'
    const deck = new Reveal(document.querySelector('.reveal'), { margin: .1, 'slideNumber': "h/v" })
    deck.initialize({
      width: 1600, // height: 5,
      /* center: false, */ transition: 'fade',
      keyboard: { 13: () => { width = 2 }, 27: '}' },
      height: Math.round(9.5), ...more, progress: true, autoSlide: 5000, plugins: [A, B],
    })`
  expect(readInitialize(source)).toEqual([
    ['margin', 0.1],
    ['slideNumber', 'h/v'],
    ['width', 1600],
    ['transition', 'fade'],
    ['keyboard', undefined],
    ['height', undefined],
    ['more', undefined],
    ['progress', true],
    ['autoSlide', 5000],
    ['plugins', undefined],
  ])
  expect(readInitialize('no call here')).toEqual([])
  expect(readInitialize('Reveal.initialize({ width: 900')).toEqual([['width', 900]])
})

test('[D58] the map of the Markdown plugin is read with its escapes', () => {
  const source = String.raw`Reveal.initialize({
    markdown: { separator: '^\\n---\\n', smartypants: true, renderer: { link() {} }, breaks: wanted },
    width: 900,
  })`
  const separator = String.raw`^\n---\n`
  const options = readInitialize(source)
  expect(options).toEqual([
    ['markdown', { separator, smartypants: true, renderer: undefined, breaks: undefined }],
    ['width', 900],
  ])
  const deck = { ...DEFAULTS, settings: { ...DEFAULTS.settings } }
  expect(takeOptions(deck, options)).toBe(
    'Some options of reveal.js are ignored; their defaults are used: markdown.breaks (only a plain value can be read); ' +
      'they have no effect here: markdown.renderer.',
  )
  expect(deck).toMatchObject({ separator, markdown: { smartypants: true } })
  expect(DEFAULTS.markdown).toEqual({})
})

test('[D58] front matter sets them too, in the map of reveal-md and in that of HackMD', async () => {
  for (const map of ['revealOptions', 'slideOptions']) {
    const deck = await compile(`---\n${map}:\n  theme: moon\n  markdown: { smartypants: true }\n---\n# "A"`)
    expect(deck.warnings).toEqual([])
    expect(deck.public[0]?.html).toBe('<h1>“A”</h1>')
    expect(deck.settings.look).toBe('own')
  }
})

test('[D50] one warning names all ignored options', () => {
  const deck = { ...DEFAULTS, settings: { ...DEFAULTS.settings } }
  const left = takeOptions(deck, [
    ['slideNumber', 'c/t'],
    ['width', undefined],
    ['margin', 'wide'],
    ['hash', true],
    ['controls', false],
  ])
  expect(deck.settings.slideNumber).toBe('c/t')
  expect(left).toBe(
    'Some options of reveal.js are ignored; their defaults are used: width (only a plain value can be read); ' +
      'margin (must be a number from 0 to 0.5); they have no effect here: hash, controls.',
  )
})

test('[D50] front matter, revealOptions and Reveal.initialize set the same settings', async () => {
  const expected = { slideNumber: 'c', progress: true, margin: 0.1, autoSlide: 900, transition: 'zoom' }
  const yaml = 'slideNumber: c\nprogress: true\nmargin: 0.1\nautoSlide: 900\ntransition: zoom'
  const plain = await compile(`---\n${yaml}\n---\n# A`)
  const options = await compile(
    `---\nrevealOptions:\n  ${yaml.replaceAll('\n', '\n  ')}\n  loop: true\n---\n# A`,
  )
  const call = `Reveal.initialize({ slideNumber: 'c', progress: true, margin: 0.1, autoSlide: 900, transition: 'zoom' })`
  const html = await compile(
    `<div class="reveal"><div class="slides"><section>A</section></div></div><script>${call}</script>`,
    'index.html',
  )
  for (const { settings } of [plain, options, html]) expect(settings).toMatchObject(expected)
  expect(plain.warnings).toEqual([])
  expect(options.warnings.map(({ message }) => message)).toEqual([
    'Some options of reveal.js are ignored; they have no effect here: loop.',
  ])
})

test('[D53] the language sets the text direction, unless the deck does', async () => {
  const tags = ['he', 'ar-EG', 'fa', 'az-Arab', 'en', 'de-AT', 'ar-Latn', '']
  expect(tags.filter(isRightToLeft)).toEqual(['he', 'ar-EG', 'fa', 'az-Arab'])
  const rtl = async (text: string, file?: string): Promise<boolean> =>
    (await compile(text, file)).settings.rtl
  expect(await rtl('---\nlanguage: he\n---\n# A')).toBe(true)
  expect(await rtl('---\nlanguage: he\nrtl: false\n---\n# A')).toBe(false)
  expect(await rtl('---\nrtl: true\n---\n# A')).toBe(true)
  expect(await rtl('<html dir="rtl"><body><section>A</section>', 'index.html')).toBe(true)
})

test('[D56] slides without a time share the rest of the total', async () => {
  const slide = (seconds?: string) => ({
    attributes: (seconds ? { 'data-timing': seconds } : {}) as Record<string, string>,
    html: '',
    children: [],
  })
  const slides = [slide('60'), slide(), slide()]
  const timings = (durationMinutes: number, defaultTiming: number, all = slides): number[] =>
    slideTimings({ public: all }, { durationMinutes, defaultTiming })
  expect(timings(5, 0)).toEqual([60, 120, 120])
  expect(timings(0, 30)).toEqual([60, 30, 30])
  expect(timings(5, 0, [slide(), slide()])).toEqual([])
  const deck = await compile(
    '---\ndefaultTiming: 30\n---\n# A\n\n---\n<!-- .slide: data-timing="90" -->\n# B',
  )
  expect(deck).toMatchObject({ durationMinutes: 2, timings: [30, 90] })
  expect(await compile('---\ntotalTime: 600\n---\n# A')).toMatchObject({ durationMinutes: 10, timings: [] })
})

test('[D51] content beside the slides is sanitised like a slide', async () => {
  const deck = await compile(
    `<body><img id="logo" src="a.svg" onclick="x()"><div class="reveal"><header>H<!-- no --></header>
<div class="slides"><div class="mark">M</div><section>A</section></div>
<aside class="notes">private</aside><div class="controls"></div></div><script>1</script></body>`,
    'index.html',
  )
  expect(deck.beside).toBe(
    '<div class="mark" data-beside="slides">M</div><img id="logo" src="a.svg" data-beside="">' +
      '<header data-beside="">H</header>',
  )
  expect(JSON.stringify(deck)).not.toContain('private')
})

test.each([
  ['Reveal.initialize()', true],
  [
    '// More: https://revealjs.com/config/\nReveal.initialize({\n  hash: true, /* } */\n  plugins: [A, B],\n});\n',
    true,
  ],
  [
    `import Reveal from './reveal.esm.js'\nimport { A } from "a"\nconst deck = new Reveal({ plugins: [A] })\ndeck.initialize()`,
    true,
  ],
  ["let deck = new Reveal(document.querySelector('.deck'), { embedded: true });\ndeck.initialize({});", true],
  ['Reveal.initialize({}).then(() => draw())', false],
  ['Reveal.initialize({ hash: true })\nReveal.on("ready", draw)', false],
  ['const size = innerWidth; Reveal.initialize({ width: size })', false],
  ['if (a) { Reveal.initialize({}) }', false],
  ['', false],
])('[D11] %j does nothing but initialize reveal.js: %s', (source, only) => {
  expect(onlyInitializes(source)).toBe(only)
})
