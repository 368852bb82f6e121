/** Runs axe-core in a page and returns its violations as lines. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8')

interface Violation {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary?: string }[]
}

export async function seriousViolations(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> }
    }
    // Without the passed checks, and without loading our style sheets a second time.
    return (await tool.run({ resultTypes: ['violations'], preload: false })).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    )
}
