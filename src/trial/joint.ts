import {
  addOfficer,
  answerInvitation,
  beginArrangement,
  inviteCouncil,
  nameCouncil,
  type Role,
  sendOfficer,
  setZones,
} from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { reserveRefs } from '#src/platform/references.ts'
import { ok, type Result } from '#src/base/result.ts'

/** The neighbour that Wenbury buys together with. */
export const NEIGHBOUR = { council: 2, name: 'Exampleshire Council (made up)', trial: true } as const
const ARRANGEMENT = 'Three Rivers Care (made up)'

const OFFICERS: readonly { officerRef: string; name: string; roles: readonly Role[] }[] = [
  { officerRef: 'O-2001', name: 'Max Member', roles: ['commissioner', 'contract_manager', 'administrator'] },
  { officerRef: 'O-2002', name: 'Dora Director', roles: ['director'] },
]

const ZONES = [
  { zone: 'coast', name: 'Coast', kind: 'market_town' },
  { zone: 'fells', name: 'Fells', kind: 'rural' },
] as const

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the joint arrangement could not be made: ${JSON.stringify(result.error)}`)
  return result.value
}

/** A second council, and an arrangement of the two in which officers of both work. */
export async function makeJoint(shell: Shell, wenbury: number): Promise<void> {
  await addCouncil(shell.database, NEIGHBOUR)
  const [lead, neighbour] = [systemActor(wenbury), systemActor(NEIGHBOUR.council)]
  must(await nameCouncil(shell, neighbour, { name: NEIGHBOUR.name }))
  must(await setZones(shell, neighbour, { zones: ZONES }))
  for (const officer of OFFICERS)
    must(await addOfficer(shell, neighbour, { ...officer, email: `${officer.officerRef.toLowerCase()}@example.org` }))
  must(
    await shell.command(neighbour, 'reserve-references', async (tx) => {
      await reserveRefs(tx, 'O', 2000 + OFFICERS.length)
      tx.record({
        type: 'councils.references-reserved',
        about: [`council:${tx.council}`],
        data: { officers: OFFICERS.length, teams: 0 },
      })
      return ok(null)
    }),
  )
  const jointCouncil = must(await beginArrangement(shell, lead, { name: ARRANGEMENT }))
  must(await inviteCouncil(shell, lead, { jointCouncil, memberCouncil: NEIGHBOUR.council }))
  must(await answerInvitation(shell, neighbour, { jointCouncil, answer: 'join' }))
  const buys: readonly Role[] = ['commissioner', 'contract_manager', 'administrator']
  for (const [actor, officerRef, roles] of [
    [lead, 'O-1007', buys],
    [lead, 'O-1008', ['head_of_service']],
    [neighbour, 'O-2001', buys],
    [neighbour, 'O-2002', ['head_of_service']],
  ] as const)
    must(await sendOfficer(shell, actor, { jointCouncil, officerRef, roles }))
}
