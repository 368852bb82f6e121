/** Answers failed requests with a status and JSON that says what was wrong. */
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'

/** Sends `{ error: { code, message } }`; `more` is merged into the error. */
export function refuse(response: Response, status: number, code: string, message: string, more = {}): void {
  response.status(status).json({ error: { code, message, ...more } })
}

/** The last handler: a client's error is explained to it; ours is logged and not explained. */
export function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    if (status < 500)
      return refuse(response, status, 'malformed', error instanceof Error ? error.message : '')
    logger.error({ path: request.path, err: error }, 'A request failed.')
    refuse(response, status, 'internal', 'The server had an error. Its log has the details.')
  }
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 600 ? status : 500
}
