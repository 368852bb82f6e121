/** The Report sheet: opens and saves the report of the talk so far. */
import { el } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet } from './feature-sheets.ts'

export default {
  word: 'Report',
  order: 20,
  create: createReportSheet,
} satisfies FeatureSheet

const ADDRESS = 'presenter/report'

/** `saves`: the browser saves it instead of opening it. */
function link(words: string, about: string, href: string, saves: boolean): HTMLElement {
  const how: Record<string, string> = saves ? { download: '' } : { target: '_blank' }
  return el(
    'a',
    { class: 'button', href, ...how },
    el('span', {}, words),
    el('span', { class: 'state' }, about),
  )
}

function createReportSheet(): OpenSheet {
  const sheet = createSheet('Report', () => sheet.close())
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'Report'), close),
    el(
      'p',
      {},
      'What the room asked, answered and wrote so far, the time on each slide, and how many followed. Nothing that was hidden.',
    ),
    el(
      'div',
      { class: 'big-switches' },
      link('Open the report', 'a page to read or print', `${ADDRESS}.html`, false),
      link('Save the report', 'one HTML file', `${ADDRESS}.html`, true),
      link('Save for a spreadsheet', 'CSV files in a ZIP', `${ADDRESS}.zip`, true),
      link('Save as JSON', 'for programs', `${ADDRESS}.json`, true),
      link('Open the replay', 'the talk, moment by moment', 'replay', false),
    ),
  )
  return {
    state: () => 'questions, polls, chat, times',
    open: () => sheet.open(),
    draw() {},
  }
}
