/** The head of a request or response as lines on a slide, in the original order. */
import './header-lines.css'
import type { Head } from '../../protocol/exhibit.ts'
import type { Role } from '../../protocol/role.ts'
import { showsTheRoom } from '../parts.ts'

/** Headers in which proxies write the client's address. */
const ADDRESS = /forwarded(?:-for)?$|-ip$|-addr(?:ess)?$/i

interface LinesOptions {
  /** The accessible name. */
  label: string
  /** Which headers are emphasised; all of them if left out. */
  matters?: (name: string) => boolean
}

/** A list; each line has its header's name, in lower case, as `data-name`. */
export function headerLines({ start, headers }: Head, { label, matters }: LinesOptions): HTMLOListElement {
  const list = document.createElement('ol')
  list.className = 'header-lines'
  list.ariaLabel = label
  list.dir = 'ltr'
  // Lines that are too long for the box can be scrolled with the keyboard.
  list.tabIndex = 0
  list.append(line('', start))
  for (const [name, value] of headers) {
    const item = line(name, value)
    item.classList.toggle('aside', matters !== undefined && !matters(name))
    list.append(item)
  }
  return list
}

/** The head for this screen. The hall must not see the address of the speaker's laptop. */
export function forScreen(head: Head, role: Role): Head {
  if (!showsTheRoom(role)) return head
  return {
    ...head,
    headers: head.headers.map(([name, value]) => [name, ADDRESS.test(name) ? '••••' : value]),
  }
}

function line(name: string, value: string): HTMLLIElement {
  const item = document.createElement('li')
  if (name !== '') {
    const label = document.createElement('b')
    label.textContent = `${name}:`
    item.append(label, ' ')
    item.dataset['name'] = name.toLowerCase()
  }
  item.append(value)
  return item
}
