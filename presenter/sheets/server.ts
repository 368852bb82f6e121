/** The Server sheet: the nodes that run the talk and their state, refreshed while it is open. */
import { fill, dateLocale, words } from '../../client/words.ts'
import type { ServerNode, ServerView } from '../../protocol/server-view.ts'
import { el, setText } from '../dom/dom.ts'
import { browsersWords, lastFault, nodeName, nodeWords, verdict } from './server-words.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { feedWords } from '../model/words.ts'

const EVERY_MS = 2000

/** Opens the sheet. */
export function createServerSheet(): () => void {
  const { server } = words.phone
  const { server: title } = words.phone.more
  const sheet = createSheet(title, () => sheet.close())
  const said = el('p', { class: 'server-verdict', role: 'status' }, words.phone.check.asking)
  const nodes = el('ul', { class: 'server-nodes', 'aria-label': server.nodes })
  const facts = { log: el('dd'), posts: el('dd'), fault: el('dd') }
  const age = el('p', { class: 'soft' })
  const list = el(
    'dl',
    { class: 'server-facts' },
    el('div', {}, el('dt', {}, server.log), facts.log),
    el('div', {}, el('dt', {}, server.posts), facts.posts),
    el('div', {}, el('dt', {}, server.lastError), facts.fault),
  )
  list.hidden = true
  sheet.body.append(sheetHead(sheet, title), said, nodes, list, age)

  function draw(view: ServerView): void {
    const { good, words: text } = verdict(view)
    said.classList.toggle('bad', !good)
    said.classList.toggle('good', good)
    setText(said, text)
    const most = Math.max(1, ...view.nodes.map(({ browsers }) => browsers))
    nodes.replaceChildren(...view.nodes.map((node) => row(node, most)))
    list.hidden = false
    setText(facts.log, fill(server.logAt, { n: view.seq, epoch: view.epoch }))
    setText(facts.posts, feedWords(view.feed) || server.switchedOff)
    const fault = lastFault(view.nodes)
    setText(
      facts.fault,
      fault ? fill(server.faultAt, { time: clock(fault.fault.at), fault: fault.words }) : server.noFault,
    )
    setText(age, fill(server.asOf, { time: clock(view.at) }))
  }

  let next: ReturnType<typeof setTimeout> | undefined
  async function look(): Promise<void> {
    const view = await askServer()
    if (!sheet.dialog.open) return
    if (view) draw(view)
    else {
      said.classList.remove('good')
      said.classList.add('bad')
      setText(said, list.hidden ? server.silent : server.lastKnown)
    }
    next = setTimeout(() => void look(), EVERY_MS)
  }

  sheet.dialog.addEventListener('close', () => clearTimeout(next))
  return () => {
    sheet.open()
    sheet.dialog.scrollTop = 0
    clearTimeout(next)
    void look()
  }
}

/** `most` is the highest number of browsers on any node, for the bars. */
function row(node: ServerNode, most: number): HTMLElement {
  const bar = el('span', { class: 'server-bar', 'aria-hidden': 'true' })
  bar.style.setProperty('--share', String(node.browsers / most))
  const name = el('strong', {}, nodeName(node))
  const made = el(
    'li',
    {},
    el('p', { class: 'server-node' }, name, el('span', {}, browsersWords(node.browsers))),
    bar,
    el(
      'p',
      { class: 'soft' },
      [node.here ? words.phone.server.answersPhone : '', nodeWords(node)].filter(Boolean).join(' · '),
    ),
  )
  if (node.trouble) made.append(el('p', { class: 'server-trouble' }, node.trouble))
  return made
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(dateLocale())
}

/** Null without a usable answer. */
async function askServer(): Promise<ServerView | null> {
  try {
    const response = await fetch('presenter/server.json', {
      cache: 'no-store',
      signal: AbortSignal.timeout(5000),
    })
    return response.ok ? ((await response.json()) as ServerView) : null
  } catch {
    return null
  }
}
