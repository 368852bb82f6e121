/** The report of a talk, for its presenters and moderators. */
import type { RequestHandler } from 'express'
import { makeReport } from '../export/make-report.ts'
import { ENDINGS, REPORT_FORMATS, reportName } from '../export/formats.ts'
import { reportBody } from '../export/report-file.ts'
import type { GivenTalk } from '../export/read-entries.ts'
import { refuse } from '../base/http-errors.ts'
import type { Deck } from '../../protocol/deck.ts'
import { namedLanguage } from '../../protocol/words/languages.ts'
import type { Talk } from '../talk/talk.ts'
import { languageOf } from './words.ts'

/** The page has its styles, fonts and charts in it, and no scripts. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Answers `report.html` as a page, and `report.zip` and `report.json` as downloads. */
export function sendReport(
  log: GivenTalk['log'],
  show: { talk: Pick<Talk, 'id'>; deck: Deck },
): RequestHandler {
  return async (request, response, next) => {
    const format = REPORT_FORMATS.find((each) => ENDINGS[each] === request.params['ending'])
    if (format === undefined) return next()
    const report = await makeReport({ log, talk: show.talk.id, run: runOf(request.query['run']) }, show.deck)
    if (!report)
      return refuse(
        response,
        404,
        'not-found',
        'There is no such run of this talk, or it has no entries yet.',
      )
    const name = reportName(show.talk.id, format)
    response.type(ENDINGS[format])
    // The name is for a page that is saved.
    if (format === 'html')
      response.set({ 'Content-Security-Policy': POLICY, 'Content-Disposition': `inline; filename=${name}` })
    else response.attachment(name)
    const body = await reportBody(report, format, namedLanguage(show.deck) ?? languageOf(request))
    response.send(typeof body === 'string' ? body : Buffer.from(body))
  }
}

/** The number of a run in an address; null for the current run. */
export function runOf(text: unknown): number | null {
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}
