/** Asks for a device's name. */
import { words } from '../../client/words.ts'
import { MAX_DEVICE_NAME } from '../../protocol/device.ts'
import { el } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'

/** Resolves to the new name, or to null if the speaker cancels. */
export function askName(before: string): Promise<string | null> {
  return new Promise((resolve) => {
    const sheet = createSheet(words.phone.devices.name, () => answer(null))
    function answer(name: string | null): void {
      sheet.close()
      sheet.dialog.remove()
      resolve(name)
    }
    const field = el('input', {
      id: 'device-name',
      type: 'text',
      maxlength: String(MAX_DEVICE_NAME),
      autocomplete: 'off',
      enterkeyhint: 'done',
    })
    field.value = before
    const save = el('button', { type: 'submit', class: 'button primary' }, words.elements.save)
    const cancel = el('button', { type: 'button', class: 'button' }, words.elements.cancel)
    cancel.addEventListener('click', () => answer(null))
    const form = el(
      'form',
      { class: 'sheet-form', novalidate: '' },
      el('label', { for: 'device-name' }, words.phone.devices.name),
      field,
      el('div', { class: 'answers' }, save, cancel),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const name = field.value.trim()
      if (name !== '') answer(name)
    })
    sheet.body.append(form)
    sheet.open()
    field.select()
  })
}
