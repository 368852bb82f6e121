/** The words of unit tests, which have no page. */
import { takeWords } from '../../client/words.ts'
import { en } from '../../protocol/words/en.ts'

takeWords({ language: 'en', files: {}, words: en })
