/** The head of a request or an answer as lines on a slide, in the order in which it came. */
import './header-lines.css'
import type { Head } from '../../protocol/exhibit.ts'
import type { Role } from '../../protocol/role.ts'
import { showsTheRoom } from '../parts.ts'

/** Where proxies write whose request it was. */
const ADDRESS = /forwarded(?:-for)?$|-ip$|-addr(?:ess)?$/i

interface LinesOptions {
  /** What a screen reader calls them. */
  label: string
  /** The headers that matter here; the others step back. All of them when left out. */
  matters?: (name: string) => boolean
}

/** A list; each line carries its header's name, in lower case, as `data-name`. */
export function headerLines({ start, headers }: Head, { label, matters }: LinesOptions): HTMLOListElement {
  const list = document.createElement('ol')
  list.className = 'header-lines'
  list.ariaLabel = label
  // What is too long for the box can be reached with the keyboard too.
  list.tabIndex = 0
  list.append(line('', start))
  for (const [name, value] of headers) {
    const item = line(name, value)
    item.classList.toggle('aside', matters !== undefined && !matters(name))
    list.append(item)
  }
  return list
}

/** The head for this screen: a hall need not read from which address the speaker's laptop came. */
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
