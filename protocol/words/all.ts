/** The words of all languages. For the server; a page has only those of its language. */
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import type { Language } from './languages.ts'
import { pt } from './pt.ts'
import type { Translation } from './words.ts'

export const ALL_WORDS: Record<Language, Translation> = { en, de, fr, es, pt, it, ja, ar }
