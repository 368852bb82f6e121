/** Limits a style sheet to the slides: its selectors match nothing outside them, and keep their specificity. */
import { generate, List, walk, type CssNode, type ListItem, type Rule, type Selector } from 'css-tree'

/** At-rules that affect only the slides, or only names that the deck uses. All others are removed. */
const KEPT =
  /^(-webkit-)?(media|supports|layer|container|scope|starting-style|keyframes|font-face|property|counter-style)$/i

const ROOT = 'reveal-viewport'
const LEGACY_PSEUDO_ELEMENTS = new Set(['before', 'after', 'first-line', 'first-letter'])

/**
 * Changes the tree in place. Selectors for the page (`html`, `body`, `:root`) become the slides' root. `old` is for a
 * reveal.js before version 4.
 */
export function scopeStyles(sheet: CssNode, old = false): void {
  walk(sheet, {
    visit: 'Atrule',
    enter(node, item, list) {
      if (!KEPT.test(node.name)) list.remove(item)
    },
  })
  walk(sheet, {
    visit: 'Rule',
    enter(rule, item, list) {
      // Keyframes are not selectors, and a nested rule is limited by its parent.
      if (this.rule || /keyframes$/i.test(this.atrule?.name ?? '')) return
      const { prelude } = rule
      if (old) addBackground(rule, item, list)
      if (prelude.type === 'SelectorList') {
        prelude.children.forEach((selector, at, selectors) => {
          if (selector.type !== 'Selector' || !scopeSelector(selector)) selectors.remove(at)
        })
      }
      // A browser might understand a selector that could not be parsed here, and it could match anything.
      if (prelude.type === 'Raw' || prelude.children.isEmpty) list.remove(item)
    },
  })
}

/**
 * Adds a rule with the weight of a class for a background of `body`. Before version 4, reveal.js's own background was a
 * rule for `body`, which a later one replaced; today it is one for a class.
 */
function addBackground(rule: Rule, item: ListItem<CssNode>, list: List<CssNode>): void {
  if (rule.prelude.type !== 'SelectorList') return
  const isBody = rule.prelude.children.some((selector) => /^body$/i.test(generate(selector)))
  const backgrounds = rule.block.children.filter(
    (node) => node.type === 'Declaration' && /^background/i.test(node.property),
  )
  if (!isBody || backgrounds.isEmpty) return
  const added: Rule = {
    type: 'Rule',
    prelude: { type: 'SelectorList', children: listOf({ type: 'Selector', children: listOf(rootClass()) }) },
    block: { type: 'Block', children: backgrounds },
  }
  list.insert(list.createItem(added), item.next)
}

/** False for a selector that could only match outside the slides. */
function scopeSelector(selector: Selector): boolean {
  const parts = compounds(selector)
  while (parts[1] && isRoot(parts[0]!) && isRoot(parts[1]) && /^[ >]$/.test(parts[1].combinator)) {
    // `html` and `body` are the same element here.
    const [outer, inner] = parts as [Compound, Compound]
    parts.splice(0, 2, { combinator: '', nodes: [...outer.nodes, ...inner.nodes] })
  }
  const [first, second] = parts
  if (!first || first.combinator.trim()) return false
  const onRoot = isRoot(first)
  if (onRoot && second && /^[+~]$/.test(second.combinator)) return false
  for (const part of parts) part.nodes = part.nodes.flatMap(renameRoot)
  const typed = first.nodes.some((node) => node.type === 'TypeSelector' && node.name !== '*')
  const within = onRoot ? `.${ROOT}` : typed ? `.${ROOT} *` : `.${ROOT},.${ROOT} *`
  const end = first.nodes.findIndex(isPseudoElement)
  first.nodes.splice(end === -1 ? first.nodes.length : end, 0, where(within))
  selector.children = new List<CssNode>().fromArray(
    parts.flatMap(({ combinator, nodes }): CssNode[] => [
      ...(combinator ? [{ type: 'Combinator' as const, name: combinator }] : []),
      ...nodes,
    ]),
  )
  return true
}

export interface Compound {
  /** The combinator before it; empty for the first. */
  combinator: string
  nodes: CssNode[]
}

export function compounds(selector: Selector): Compound[] {
  const parts: Compound[] = [{ combinator: '', nodes: [] }]
  for (const node of selector.children) {
    if (node.type !== 'Combinator') parts.at(-1)!.nodes.push(node)
    else if (parts.length === 1 && parts[0]!.nodes.length === 0) parts[0]!.combinator = node.name
    else parts.push({ combinator: node.name, nodes: [] })
  }
  return parts
}

function isPageName(node: CssNode): boolean {
  return node.type === 'TypeSelector' && /^(html|body)$/i.test(node.name)
}

function isRootClass(node: CssNode): boolean {
  return node.type === 'PseudoClassSelector' && node.name.toLowerCase() === 'root'
}

/** True for the selectors that mean the page itself in reveal.js. */
export function isRoot({ nodes }: Compound): boolean {
  return nodes.some(
    (node) => isPageName(node) || isRootClass(node) || (node.type === 'ClassSelector' && node.name === ROOT),
  )
}

/** `:is(div)` has the specificity of the element name that it replaces, and is allowed anywhere. */
function renameRoot(node: CssNode): CssNode[] {
  if (isPageName(node)) return [pseudo('is', 'div'), where(`.${ROOT}`)]
  if (isRootClass(node)) return [rootClass()]
  if (node.type === 'PseudoClassSelector' && node.children) {
    for (const list of node.children) {
      if (list.type !== 'SelectorList') continue
      for (const selector of list.children) {
        if (selector.type !== 'Selector') continue
        selector.children = new List<CssNode>().fromArray(selector.children.toArray().flatMap(renameRoot))
      }
    }
  }
  return [node]
}

const rootClass = (): CssNode => ({ type: 'ClassSelector', name: ROOT })
const listOf = (node: CssNode): List<CssNode> => new List<CssNode>().fromArray([node])

function isPseudoElement(node: CssNode): boolean {
  if (node.type === 'PseudoElementSelector') return true
  return node.type === 'PseudoClassSelector' && LEGACY_PSEUDO_ELEMENTS.has(node.name.toLowerCase())
}

function where(selectors: string): CssNode {
  return pseudo('where', selectors)
}

function pseudo(name: string, selectors: string): CssNode {
  const children = new List<CssNode>().fromArray([{ type: 'Raw', value: selectors }])
  return { type: 'PseudoClassSelector', name, children }
}
