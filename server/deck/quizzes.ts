/** Prepares the quiz questions of a slide: ids, right options, explanations. Mistakes are warnings. */
import type { OutlineElement } from '../../protocol/deck.ts'
import { faultOf, QUIZ_TAG } from '../../protocol/features/quiz-question.ts'
import { attribute, closest, elements, isText, remove, setAttribute, textOf, type Element } from './dom.ts'
import type { Warn } from './origin.ts'
import { slug } from './titles.ts'

const EXPLANATION = /^\s*explanation:\s*/i

/** Marks as private what the audience must not know. Must be called before the elements are listed. */
export function hideAnswers(slide: Element): void {
  for (const quiz of quizzesOf(slide)) {
    hideRight(quiz)
    hideExplanation(quiz)
  }
}

/** Gives each question of the listed elements a unique id, and warns of those that cannot be asked. */
export function checkQuizzes(
  slide: Element,
  listed: OutlineElement[],
  uniqueId: (wanted: string) => string,
  warn: Warn,
): void {
  const descriptions = listed.filter(({ name }) => name === QUIZ_TAG)
  quizzesOf(slide).forEach((quiz, i) => {
    const described = descriptions[i]
    if (!described) return
    const { attributes, text = '' } = described
    const own = attributes['id'] ?? ''
    // Without an id of its own, the question identifies it.
    const id = uniqueId(own || slug(text) || 'question')
    setAttribute(quiz, 'id', id)
    attributes['id'] = id
    const place = { element: quiz, text: own || '::: quiz' }
    if (own !== '' && id !== own) warn(`Another question has the id “${own}”; this one is “${id}”.`, place)
    const fault = faultOf(described)
    if (fault !== undefined) warn(`This quiz question cannot be asked: ${fault}.`, place)
  })
}

function quizzesOf(slide: Element): Element[] {
  return elements(slide).filter(({ tagName }) => tagName === QUIZ_TAG)
}

/** `- [x]` marks a right option. The boxes are removed, because they would show it. */
function hideRight(quiz: Element): void {
  const items = elements(quiz).filter(({ tagName }) => tagName === 'li')
  const boxes = elements(quiz).filter(isBox)
  if (boxes.length === 0) return
  const right = items.flatMap((item, i) => {
    const own = boxes.find((box) => closest(box, ({ tagName }) => tagName === 'li') === item)
    return own && attribute(own, 'checked') !== null ? [i + 1] : []
  })
  for (const box of boxes) remove(box)
  setAttribute(quiz, 'private-right', right.join(' '))
}

function isBox(element: Element): boolean {
  return element.tagName === 'input' && attribute(element, 'type') === 'checkbox'
}

/** A quote, or a paragraph that starts with “Explanation:”. */
function hideExplanation(quiz: Element): void {
  for (const element of elements(quiz)) {
    const first = element.childNodes[0]
    const isNamed = element.tagName === 'p' && EXPLANATION.test(textOf(element))
    if (isNamed && first && isText(first)) first.value = first.value.replace(EXPLANATION, '')
    if (isNamed || element.tagName === 'blockquote') setAttribute(element, 'data-private', '')
  }
}
