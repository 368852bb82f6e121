/** The Report sheet: opens and saves the report of the talk so far. */
import { words } from '../../client/words.ts'
import { el } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet } from './feature-sheets.ts'

export default {
  word: words.phone.report.title,
  order: 20,
  create: createReportSheet,
} satisfies FeatureSheet

const ADDRESS = 'presenter/report'

/** `saves`: the browser saves it instead of opening it. */
function link(word: string, about: string, href: string, saves: boolean): HTMLElement {
  const how: Record<string, string> = saves ? { download: '' } : { target: '_blank' }
  return el(
    'a',
    { class: 'button', href, ...how },
    el('span', {}, word),
    el('span', { class: 'state' }, about),
  )
}

function createReportSheet(): OpenSheet {
  const { report } = words.phone
  const sheet = createSheet(report.title, () => sheet.close())
  sheet.body.append(
    sheetHead(sheet, report.title),
    el('p', {}, report.text),
    el(
      'div',
      { class: 'big-switches' },
      link(report.open, report.openMeans, `${ADDRESS}.html`, false),
      link(report.save, report.saveMeans, `${ADDRESS}.html`, true),
      link(report.sheet, report.sheetMeans, `${ADDRESS}.zip`, true),
      link(report.json, report.jsonMeans, `${ADDRESS}.json`, true),
      link(report.replay, report.replayMeans, 'replay', false),
    ),
  )
  return {
    state: () => report.about,
    open: () => sheet.open(),
    draw() {},
  }
}
