/** Shows the fragments of a slide up to a step, in reveal.js's order. */

interface FragmentLike {
  getAttribute(name: string): string | null
}

/** Groups that appear together: numbered ones by their number, then all others one by one. */
export function groupFragments<F extends FragmentLike>(fragments: Iterable<F>): F[][] {
  const numbered = new Map<number, F[]>()
  const single: F[][] = []
  for (const fragment of fragments) {
    const index = Number.parseInt(fragment.getAttribute('data-fragment-index') ?? '', 10)
    if (Number.isNaN(index)) single.push([fragment])
    else numbered.set(index, [...(numbered.get(index) ?? []), fragment])
  }
  const inOrder = [...numbered].toSorted(([a], [b]) => a - b).map(([, group]) => group)
  return [...inOrder, ...single]
}

/** `f` as in a position: -1 shows none. */
export function showFragments(slide: ParentNode, f: number): void {
  groupFragments(slide.querySelectorAll('.fragment')).forEach((group, index) => {
    for (const fragment of group) {
      fragment.classList.toggle('visible', index <= f)
      fragment.classList.toggle('current-fragment', index === f)
    }
  })
}
