import { ok, type Result, refuse } from '#src/base/result.ts'
import { nameCouncil, setZones } from '#src/councils/commands.ts'
import type { CouncilsFact } from '#src/councils/facts.ts'
import {
  decideAnswer,
  decideInvitation,
  type InviteRefusal,
  type AnswerRefusal,
  jointZone,
} from '#src/councils/joint/joint.ts'
import {
  insertLead,
  insertPost,
  listMembers,
  listPosts,
  lockMembers,
  saveMember,
} from '#src/councils/joint/joint.store.ts'
import { addOfficer } from '#src/councils/officer-commands.ts'
import { findOfficer } from '#src/councils/officer.store.ts'
import { listZones } from '#src/councils/place.store.ts'
import type { Role } from '#src/councils/roles.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { openArrangement } from '#src/platform/councils.ts'

/** Begins a joint arrangement with this council as its lead; answers with its number. */
export async function beginArrangement(
  shell: Shell,
  actor: Actor,
  input: { name: string },
): Promise<Result<number, 'name is taken'>> {
  const begun = await shell.command<number, 'name is taken'>(actor, 'begin-arrangement', async (tx) => {
    const jointCouncil = await openArrangement(tx, input.name)
    if (jointCouncil === undefined) return refuse('name is taken')
    await insertLead(tx, jointCouncil)
    tx.record({
      type: 'councils.arrangement-begun',
      about: [`arrangement:${jointCouncil}`],
      data: { jointCouncil, name: input.name },
    } satisfies CouncilsFact)
    return ok(jointCouncil)
  })
  if (begun.ok) await shareZones(shell, begun.value)
  return begun
}

export const inviteCouncil = (shell: Shell, actor: Actor, input: { jointCouncil: number; memberCouncil: number }) =>
  shell.command<null, InviteRefusal>(actor, 'invite-council', async (tx) => {
    const decided = decideInvitation(await lockMembers(tx, input.jointCouncil), tx.council, input.memberCouncil)
    if (!decided.ok) return decided
    await saveMember(tx, { ...input, status: 'invited' })
    tx.record({
      type: 'councils.council-invited',
      about: [`arrangement:${input.jointCouncil}`],
      data: input,
    } satisfies CouncilsFact)
    return ok(null)
  })

/** This council joins an arrangement that it was invited to, or leaves one. */
export async function answerInvitation(
  shell: Shell,
  actor: Actor,
  input: { jointCouncil: number; answer: 'join' | 'leave' },
): Promise<Result<null, AnswerRefusal>> {
  const { jointCouncil, answer } = input
  const answered = await shell.command<null, AnswerRefusal>(actor, 'answer-invitation', async (tx) => {
    const members = await lockMembers(tx, jointCouncil)
    const decided = decideAnswer(
      members.find(({ memberCouncil }) => memberCouncil === tx.council),
      answer,
    )
    if (!decided.ok) return decided
    await saveMember(tx, { jointCouncil, memberCouncil: tx.council, status: decided.value })
    tx.record({
      type: answer === 'join' ? 'councils.arrangement-joined' : 'councils.arrangement-left',
      about: [`arrangement:${jointCouncil}`],
      data: { jointCouncil },
    } satisfies CouncilsFact)
    return ok(null)
  })
  if (answered.ok) await shareZones(shell, jointCouncil)
  return answered
}

/**
 * The arrangement has its members' zones, each under a code of its own, and its own name. Each transaction is of one tenant; done
 * twice it does no harm, so what a crash left undone the next call does.
 */
export async function shareZones(shell: Shell, jointCouncil: number): Promise<void> {
  const members = (await listMembers(shell.database, jointCouncil)).filter(({ status }) => status === 'member')
  const zones = []
  for (const { memberCouncil, memberName } of members) {
    const own = await shell.read(systemActor(memberCouncil), listZones)
    for (const { zone, name, kind } of own)
      zones.push({ zone: jointZone(memberCouncil, zone), name: `${name}, ${memberName}`, kind })
  }
  const system = systemActor(jointCouncil)
  await nameCouncil(shell, system, { name: members[0]?.jointName ?? '' })
  if (zones.length > 0) await setZones(shell, system, { zones })
}

export type SendRefusal = 'no such officer' | 'not a member' | 'works there already' | 'identity is taken'

/** An officer of this council works in an arrangement too, with the roles that they have there. */
export async function sendOfficer(
  shell: Shell,
  actor: Actor,
  input: { jointCouncil: number; officerRef: string; roles: readonly Role[] },
): Promise<Result<string, SendRefusal>> {
  const { jointCouncil, officerRef, roles } = input
  const officer = await shell.read(actor, (tx) => findOfficer(tx, officerRef))
  if (!officer) return refuse('no such officer')
  const members = await listMembers(shell.database, jointCouncil)
  if (!members.some(({ memberCouncil, status }) => memberCouncil === actor.council && status === 'member'))
    return refuse('not a member')
  const posts = await listPosts(shell.database, actor.council, officerRef)
  if (posts.some(({ council }) => council === jointCouncil)) return refuse('works there already')
  const { name, email, identity } = officer
  const added = await addOfficer(shell, systemActor(jointCouncil), {
    name,
    email,
    roles,
    ...(identity === undefined ? {} : { identity }),
  })
  if (!added.ok) return added
  return shell.command(actor, 'send-officer', async (tx) => {
    await insertPost(tx, { jointCouncil, officerRef: added.value.officerRef, homeOfficerRef: officerRef })
    tx.record({
      type: 'councils.officer-sent',
      about: [`officer:${officerRef}`, `arrangement:${jointCouncil}`],
      data: { jointCouncil, officerRef, roles: [...roles] },
    } satisfies CouncilsFact)
    return ok(added.value.officerRef)
  })
}
