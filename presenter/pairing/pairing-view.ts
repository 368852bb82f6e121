/** The page of a phone that is not paired: how to pair it, and a field for the link. */
import { announce } from '../dom/announce.ts'
import { el, setText } from '../dom/dom.ts'
import { pair, readKey, type PairResult } from '../../client/pairing.ts'
import { plural, words } from '../../client/words.ts'

function resultWords(result: PairResult): string {
  const { pairing } = words.phone
  if (result.name === 'paired') return ''
  if (result.name === 'too-many') return plural(pairing.tooMany, Math.ceil(result.waitMs / 1000))
  return result.name === 'wrong-key' ? pairing.wrongKey : pairing[result.name]
}

/** Shows the page until pairing succeeds, then calls `paired`. `first` is the result of an earlier attempt. */
export function showPairing(paired: () => void, first?: PairResult): void {
  const { pairing } = words.phone
  const field = el('input', {
    id: 'pair-link',
    name: 'link',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'off',
    autocorrect: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    'aria-describedby': 'pair-answer',
  })
  const button = el('button', { type: 'submit', class: 'button primary' }, pairing.pair)
  const answer = el('p', { id: 'pair-answer', class: 'answer' })
  const form = el(
    'form',
    { novalidate: '' },
    el('label', { for: 'pair-link' }, pairing.paste),
    el('div', { class: 'paste' }, field, button),
    answer,
  )
  const page = el(
    'main',
    { class: 'pairing' },
    el('p', { class: 'brand' }, 'Lectern'),
    el('h1', {}, pairing.title),
    drawing(),
    el('p', { class: 'lead' }, pairing.point),
    form,
    el('p', { class: 'soft' }, pairing.why),
  )

  function say(text: string): void {
    setText(answer, text)
    field.toggleAttribute('aria-invalid', text !== '')
    announce('pairing', text)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const key = readKey(field.value)
    if (key === '') return say(pairing.noKey)
    button.disabled = true
    say('')
    void pair(key).then((result) => {
      button.disabled = false
      // The browser might restore a key that stays in a form.
      field.value = ''
      if (result.name !== 'paired') return say(resultWords(result))
      page.remove()
      paired()
    })
  })

  document.title = pairing.title
  document.body.prepend(page)
  if (first) say(resultWords(first))
}

/** A drawing of a phone that scans a code. The code is not a real one. */
function drawing(): SVGElement {
  const template = document.createElement('template')
  template.innerHTML = `<svg class="drawing" viewBox="0 0 240 120" aria-hidden="true" focusable="false">
    <g class="terminal"><rect x="2" y="12" width="128" height="96" rx="8"/><path d="M2 30h126"/>
      <path class="code" d="M44 40h18v18H44zm7 7h4v4h-4zM70 40h18v18H70zm7 7h4v4h-4zM44 66h18v18H44zm7 7h4v4h-4zM70 66h6v6h-6zM82 66h6v6h-6zM76 72h6v6h-6zM70 78h6v6h-6zM82 78h6v6h-6z"/></g>
    <path class="sight" d="M136 62L176 34M136 62L176 90"/>
    <g class="device"><rect x="174" y="8" width="56" height="104" rx="10"/><path d="M186 44v-8h8M210 36h8v8M186 68v8h8M210 76h8v-8"/>
      <path class="signal" d="M184 90h36v12H184z"/></g></svg>`
  return template.content.firstElementChild as SVGElement
}
