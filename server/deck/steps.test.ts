/** Tests for steps.ts. */
import { expect, test } from 'vitest'
import { attribute, createElement, parseHtml } from './dom.ts'
import { fragmentSteps } from './steps.ts'

const steps = (html: string): string[] =>
  fragmentSteps(createElement('section', {}, parseHtml(html))).map((group) =>
    group.map((e) => attribute(e, 'id')).join('+'),
  )

test('[D2] indices group and order the fragments; those without an index follow in order', () => {
  expect(
    steps(
      '<i class="fragment" id="a"></i><i class="fragment" id="b" data-fragment-index="7"></i><i class="fragment" id="c" data-fragment-index="2"><i class="fragment" id="d"></i></i><i class="fragment" id="e" data-fragment-index="7"></i><i class="fragment disabled" id="f"></i>',
    ),
  ).toEqual(['c', 'b+e', 'a', 'd'])
})

test('[D2] a slide without fragments has no steps', () => {
  expect(steps('<p class="fragments">a</p>')).toEqual([])
})
