/** A deck with a quiz of three questions and a leaderboard, for stories. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from './server.ts'

export const QUIZ = 'quiz'
export const SPEAKER = { role: 'presenter', paired: true, id: 'device-1' } as const

/** What is in no byte to the audience before the reveal of each question. */
export const WHY = ['Whywater1', 'Whywater2', 'Whywater3']

const DECK = `---
title: Quiz
---

# Welcome

---

## One

::: quiz {#one seconds=0}
Where is the Eiffel Tower?

- [ ] London
- [x] Paris
- [ ] Rome
- [ ] Oslo

> ${WHY[0]}, since 1889.
:::

---

## Two

::: quiz {#two seconds=0}
Which are prime?

- [x] 2
- [ ] 4
- [x] 7

Explanation: ${WHY[1]} has no other divisors.
:::

---

## Three

::: quiz {#three seconds=600 points=500}
Which came first?

- [ ] HTTP/2
- [x] WebSocket

> ${WHY[2]}, in 2011.
:::

---

## Leaders

::: leaderboard
Here are the leaders.
:::
`

/** The path of the deck; its talk is \`quiz\`. */
export async function quizDeck(): Promise<string> {
  const path = join(await temporaryFolder(), `${QUIZ}.md`)
  await writeFile(path, DECK)
  return path
}
