/** The language of a request, and the words that pages load on demand. */
import type { Request, RequestHandler } from 'express'
import { LANGUAGES, type Language } from '../../protocol/words/languages.ts'
import { WORD_FILES } from '../deck/page-words.ts'
import type { Sender } from './compress.ts'

/** The language that the browser asks for, if it is one of ours; else English. */
export function languageOf(request: Request): Language {
  return (request.acceptsLanguages(...LANGUAGES) || LANGUAGES[0]) as Language
}

export function serveWords(send: Sender['send']): RequestHandler {
  return (request, response, next) => {
    const text = WORD_FILES.get(String(request.params['file']))
    if (text === undefined) return next()
    response.type('json').set('Cache-Control', 'public, max-age=31536000, immutable')
    return send(request, response, text)
  }
}
