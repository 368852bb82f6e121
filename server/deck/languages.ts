/** The languages that can be highlighted; each is loaded when a deck first uses it. */
import type { HLJSApi, LanguageFn } from 'highlight.js'

/** File names of highlight.js. */
const NAMES = new Set(
  `bash c clojure cmake cpp csharp css dart diff django dockerfile dos elixir elm erlang fsharp go gradle
   graphql groovy handlebars haskell http ini java javascript json julia kotlin latex less lisp lua makefile
   markdown matlab nginx nix objectivec ocaml perl pgsql php powershell prolog properties protobuf
   python python-repl r ruby rust scala scheme scss shell sql swift tcl typescript vbnet verilog vim wasm
   x86asm xml yaml`.split(/\s+/),
)
/** Other names, by file name. */
const OTHER_NAMES: Record<string, string> = {
  javascript: 'js mjs cjs jsx node',
  typescript: 'ts mts cts tsx',
  json: 'json5 jsonc',
  xml: 'html xhtml svg rss vue svelte plist',
  bash: 'sh zsh',
  shell: 'console shellsession',
  dos: 'bat cmd',
  python: 'py py3',
  'python-repl': 'pycon',
  ruby: 'rb',
  rust: 'rs',
  go: 'golang',
  kotlin: 'kt',
  c: 'h',
  cpp: 'c++ cc hpp hh',
  csharp: 'cs c#',
  fsharp: 'fs',
  objectivec: 'objc obj-c',
  perl: 'pl',
  powershell: 'ps ps1 pwsh',
  haskell: 'hs',
  elixir: 'ex exs',
  erlang: 'erl',
  clojure: 'clj',
  julia: 'jl',
  ocaml: 'ml',
  yaml: 'yml',
  ini: 'toml',
  markdown: 'md mkd',
  latex: 'tex',
  makefile: 'make mk',
  dockerfile: 'docker',
  nginx: 'nginxconf',
  graphql: 'gql',
  protobuf: 'proto',
  pgsql: 'postgres postgresql',
  diff: 'patch',
  http: 'https',
  x86asm: 'asm',
  handlebars: 'hbs',
  django: 'jinja',
}
const ALIASES = new Map(
  Object.entries(OTHER_NAMES).flatMap(([name, others]) =>
    others.split(' ').map((other): [string, string] => [other, name]),
  ),
)
/** What a language holds inside. */
const INSIDE: Record<string, string[]> = {
  xml: ['javascript', 'css'],
  javascript: ['xml', 'css'],
  typescript: ['xml', 'css'],
  markdown: ['xml'],
  shell: ['bash'],
  php: ['xml'],
  http: ['json', 'xml'],
  'python-repl': ['python'],
  django: ['xml'],
  handlebars: ['xml'],
  dockerfile: ['bash'],
}
/** Said on purpose: this code has no colours. */
const PLAIN = new Set([
  '',
  'plaintext',
  'plain',
  'text',
  'txt',
  'none',
  'nohighlight',
  'no-highlight',
  'ascii',
])

/** The language's file name, `plain`, or null if it is not known. */
export function languageNamed(name: string): string | null {
  const lower = name.toLowerCase()
  if (PLAIN.has(lower)) return 'plain'
  const found = ALIASES.get(lower) ?? lower
  return NAMES.has(found) ? found : null
}

/** highlight.js with at least these languages. */
export async function loadHighlighter(names: Iterable<string>): Promise<HLJSApi> {
  const { default: hljs } = await import('highlight.js/lib/core')
  const all = new Set([...names].flatMap((name) => [name, ...(INSIDE[name] ?? [])]))
  const missing = [...all].filter((name) => name !== 'plain' && !hljs.getLanguage(name))
  await Promise.all(
    missing.map(async (name) => {
      const module = (await import(`highlight.js/lib/languages/${name}`)) as { default: LanguageFn }
      hljs.registerLanguage(name, module.default)
    }),
  )
  return hljs
}
