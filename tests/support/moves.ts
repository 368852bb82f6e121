/** Moves a talk as its presenter would, without a browser. */
import { expect } from 'vitest'
import type { Position } from '../../protocol/features/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { newIntentId } from './people.ts'
import type { TestServer } from './server.ts'

export async function moveTo(server: TestServer, talk: string, to: Position): Promise<void> {
  const ack = await server.app.talk(talk).append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  expect(ack).toMatchObject({ ok: true })
}
