/** Tests for the report's page and its JSON. */
import { expect, test } from 'vitest'
import { collectReport, type Report } from '../../protocol/report/report.ts'
import { hostileStrings } from '../../tests/support/hostile.ts'
import { CANARY, toldTalk } from '../../tests/support/told-talk.ts'
import { ALL_WORDS } from '../../protocol/words/all.ts'
import { parseHtml } from '../deck/dom.ts'
import { lineChart } from './report-chart.ts'
import { reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'

const PLAN = {
  title: 'A talk',
  author: 'Grace',
  language: 'en',
  durationMinutes: 5,
  timings: new Map<string, number>(),
}

function reportOf(): Report {
  const collected = collectReport()
  for (const entry of toldTalk()) collected.add(entry)
  return collected.make(PLAN)
}

test('[W6] the page has no script and asks for nothing', () => {
  const html = reportHtml(reportOf(), 'main { color: red }', 'en')
  expect(html).not.toMatch(/<script|<link|<img|https?:|url\(/i)
  expect(html).toContain('planned: 5:00')
  expect(html).toContain('Is it free?')
  expect(html).not.toContain(CANARY)
})

test('[W6] texts of people and decks stay text', () => {
  const report = reportOf()
  const chat = report.tables.find(({ name }) => name === 'chat')!
  for (const text of hostileStrings().filter((each) => each.length < 2000)) {
    const rows = [[0, text, null, text]]
    const html = reportHtml({ ...report, title: text, author: text, tables: [{ ...chat, rows }] }, '', 'en')
    expect(html).not.toMatch(/<(script|img|iframe|svg\/|base|math|a href="j|!--)/i)
  }
  expect(parseHtml(reportHtml(report, '</style><script>', 'en')).length).toBeGreaterThan(0)
})

test('[W6] a chart of very many counts has few points, keeps the highest, and says what it shows', () => {
  const points = Array.from({ length: 100_000 }, (_, i): [number, number] => [
    i * 60_000,
    i === 77_777 ? 900 : i % 7,
  ])
  const svg = lineChart(points, 'Followers over time', 'en')
  expect(svg.length).toBeLessThan(30_000)
  expect(svg).toContain('role="img" aria-label="Followers over time"')
  expect(svg).toContain('V32H')
  expect(lineChart([[5, 3]], 'One', 'en')).not.toContain('NaN')
})

test('[LG8] the page is in the language that was asked for, and what people wrote stays', () => {
  const report = reportOf()
  const html = reportHtml(report, '', 'ar')
  expect(html).toContain('<html lang="ar" dir="rtl">')
  const { columns, tables, figures, anonymous } = ALL_WORDS.ar.report
  for (const { name, columns: shown } of report.tables) {
    expect(html).toContain(tables[name].title)
    // Only reactions have no word.
    expect(shown.map(({ key }) => key).filter((key) => !(key in columns) && /[a-z]/i.test(key))).toEqual([])
  }
  for (const { name } of report.figures) expect(html).toContain(figures[name])
  expect(html).toContain(anonymous)
  const english = Object.values(ALL_WORDS.en.report.columns)
  const cells = [...html.matchAll(/<(?:th|dt|h2|caption|summary)\b[^>]*>([^<]*)/g)].map(([, text]) => text)
  expect(cells.length).toBeGreaterThan(20)
  expect(cells.filter((text) => english.some((word) => word === text))).toEqual([])
  expect(html).toContain('Is it free?')
})

test('[W7] JSON has each table as a list of objects, with ISO times and seconds', () => {
  const json = JSON.parse(reportJson(reportOf())) as Record<string, unknown>
  expect(json).toMatchObject({
    title: 'A talk',
    startedAt: '2026-11-28T14:00:19.000Z',
    seconds: 210,
    plannedSeconds: 300,
    figures: { Questions: 2, Messages: 3, 'Most followers': 12 },
    questions: [{ question: 'Is it free?', votes: 2, answer: 'Yes' }, { question: 'How long?' }],
    slides: [{ title: 'Hello', time: 0 }, { title: 'The plan', time: 170, lost: 1 }, { title: 'The end' }],
  })
})
