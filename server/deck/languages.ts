/** Loads the languages of highlight.js, each when a deck first uses it. */
import type { HLJSApi, Language, LanguageFn, Mode } from 'highlight.js'

/** The languages of highlight.js by file name, each with its aliases. A test compares them with the package. */
const LIST = `
  1c abnf accesslog actionscript:as ada angelscript:asc apache:apacheconf applescript:osascript arcade
  arduino:ino armasm:arm asciidoc:adoc aspectj autohotkey:ahk autoit avrasm awk axapta:x++ bash:sh,zsh basic
  bnf brainfuck:bf c:h cal capnproto:capnp ceylon clean:icl,dcl clojure-repl clojure:clj,edn cmake:cmake.in
  coffeescript:coffee,cson,iced coq cos:cls cpp:cc,c++,h++,hpp,hh,hxx,cxx crmsh:crm,pcmk crystal:cr
  csharp:cs,c# csp css d dart delphi:dpr,dfm,pas,pascal diff:patch django:jinja dns:bind,zone
  dockerfile:docker dos:bat,batch,cmd dsconfig dts dust:dst ebnf elixir:ex,exs elm erb erlang-repl erlang:erl
  excel:xlsx,xls fix flix fortran:f90,f95 freedesktop:desktop,systemd fsharp:fs,f# gams:gms gauss:gss gcode:nc
  gherkin:feature glsl gml go:golang golo gradle graphql:gql groovy haml
  handlebars:hbs,html.hbs,html.handlebars,htmlbars haskell:hs haxe:hx hsp http:https hy:hylang inform7:i7
  ini:toml irpf90 isbl java:jsp javascript:js,jsx,mjs,cjs,node jboss-cli:wildfly-cli json:jsonc,json5
  julia-repl:jldoctest julia kotlin:kt,kts,ktm,ktx lasso:lassoscript latex:tex ldif leaf less lisp
  livecodeserver livescript:ls llvm lsl lua:pluto makefile:mk,mak,make markdown:md,mkdown,mkd
  mathematica:mma,wl matlab maxima mel mercury:m,moo mipsasm:mips mizar mojolicious monkey moonscript:moon
  n1ql nestedtext:nt nginx:nginxconf nim nix:nixos node-repl nsis
  objectivec:mm,objc,obj-c,obj-c++,objective-c++ ocaml:ml openscad:scad oxygene parser3 perl:pl,pm pf:pf.conf
  pgsql:postgres,postgresql php-template php pony powershell:pwsh,ps,ps1 processing:pde profile prolog
  properties protobuf:proto puppet:pp purebasic:pb,pbi python-repl:pycon python:py,gyp,ipython,py3 q:k,kdb
  qml:qt r reasonml:re rib roboconf:graph,instances routeros:mikrotik rsl ruby:rb,gemspec,podspec,thor,irb
  ruleslanguage rust:rs sas scala scheme:scm scilab:sci scss shell:console,shellsession smali smalltalk:st sml
  sqf sql stan:stanfuncs stata:do,ado step21:p21,step,stp stylus:styl subunit swift taggerscript tap tcl:tk
  thrift tp twig:craftcms typescript:ts,tsx,mts,cts vala vbnet:vb vbscript-html vbscript:vbs verilog:v,sv,svh
  vhdl vim wasm wren x86asm xl:tao xml:html,xhtml,rss,atom,xjb,xsd,xsl,plist,wsf,svg,vue,svelte
  xquery:xpath,xq,xqm yaml:yml zephir:zep
`

/** From each name, in lower case, to the file name. */
export const LANGUAGES: ReadonlyMap<string, string> = new Map(
  LIST.trim()
    .split(/\s+/)
    .flatMap((entry): [string, string][] => {
      const [file = '', others = ''] = entry.split(':')
      return [file, ...others.split(',').filter(Boolean)].map((name) => [name, file])
    }),
)

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
  return PLAIN.has(lower) ? 'plain' : (LANGUAGES.get(lower) ?? null)
}

/** highlight.js with at least these languages, and with those that they hold inside. */
export async function loadHighlighter(names: Iterable<string>): Promise<HLJSApi> {
  const { default: hljs } = await import('highlight.js/lib/core')
  let missing = [...names].filter((name) => name !== 'plain' && !hljs.getLanguage(name))
  while (missing.length > 0) {
    await Promise.all(missing.map((name) => load(hljs, name)))
    const inside = missing.flatMap((name) => namesInside(hljs.getLanguage(name)))
    missing = [...new Set(inside)].filter((name) => !hljs.getLanguage(name))
  }
  return hljs
}

async function load(hljs: HLJSApi, name: string): Promise<void> {
  const module = (await import(`highlight.js/lib/languages/${name}`)) as { default: LanguageFn }
  hljs.registerLanguage(name, module.default)
}

/** The languages that a definition hands parts of its text to, as scripts in HTML. */
function namesInside(language: Language | undefined): string[] {
  const found = new Set<string>()
  const seen = new Set<unknown>()
  const visit = (mode: Partial<Mode> | 'self' | undefined): void => {
    if (typeof mode !== 'object' || seen.has(mode)) return
    seen.add(mode)
    for (const name of [mode.subLanguage ?? []].flat()) found.add(languageNamed(name) ?? 'plain')
    for (const part of [...(mode.contains ?? []), ...(mode.variants ?? []), mode.starts]) visit(part)
  }
  visit(language)
  return [...found].filter((name) => name !== 'plain')
}
