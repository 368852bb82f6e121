/** marked's lexer with a limit on how deeply blocks and inline text are nested. */
import { Lexer, type MarkedOptions } from 'marked'
import { levelLimit } from './depth.ts'

/** It throws if the text is nested too deeply. */
export function createLexer(options?: MarkedOptions): Lexer {
  const lexer = new Lexer(options)
  const limit = levelLimit()
  const { blockTokens, inlineTokens } = lexer
  // Extensions call these as well.
  lexer.blockTokens = (...given: Parameters<Lexer['blockTokens']>) =>
    limit(() => blockTokens.apply(lexer, given))
  lexer.inlineTokens = (...given) => limit(() => inlineTokens.apply(lexer, given))
  return lexer
}
