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
const ALIASES: Record<string, string> = {
  ...{ js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript', node: 'javascript' },
  ...{
    ts: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    tsx: 'typescript',
    json5: 'json',
    jsonc: 'json',
  },
  ...{ html: 'xml', xhtml: 'xml', svg: 'xml', rss: 'xml', vue: 'xml', svelte: 'xml', plist: 'xml' },
  ...{ sh: 'bash', zsh: 'bash', console: 'shell', shellsession: 'shell', bat: 'dos', cmd: 'dos' },
  ...{
    py: 'python',
    py3: 'python',
    pycon: 'python-repl',
    rb: 'ruby',
    rs: 'rust',
    golang: 'go',
    kt: 'kotlin',
  },
  ...{ h: 'c', cc: 'cpp', 'c++': 'cpp', hpp: 'cpp', hh: 'cpp', cs: 'csharp', 'c#': 'csharp', fs: 'fsharp' },
  ...{
    objc: 'objectivec',
    'obj-c': 'objectivec',
    pl: 'perl',
    ps: 'powershell',
    ps1: 'powershell',
    pwsh: 'powershell',
  },
  ...{ hs: 'haskell', ex: 'elixir', exs: 'elixir', erl: 'erlang', clj: 'clojure', jl: 'julia', ml: 'ocaml' },
  ...{
    yml: 'yaml',
    toml: 'ini',
    md: 'markdown',
    mkd: 'markdown',
    tex: 'latex',
    make: 'makefile',
    mk: 'makefile',
  },
  ...{ docker: 'dockerfile', nginxconf: 'nginx', gql: 'graphql', proto: 'protobuf', postgres: 'pgsql' },
  ...{ postgresql: 'pgsql', patch: 'diff', https: 'http', asm: 'x86asm', hbs: 'handlebars', jinja: 'django' },
}
/** What a language holds inside. */
const INSIDE: Record<string, string[]> = {
  xml: ['javascript', 'css'],
  javascript: ['xml', 'css', 'graphql'],
  typescript: ['xml', 'css', 'graphql'],
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
  const found = ALIASES[lower] ?? lower
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
