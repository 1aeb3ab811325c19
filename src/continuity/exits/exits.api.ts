import { z } from 'zod'
import { listEverybody } from '#src/continuity/affected/affected-commands.ts'
import { PERSON_STATES } from '#src/continuity/affected/affected.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import { BANDS } from '#src/continuity/affected/triage.ts'
import { CHANGE_WORDS } from '#src/continuity/exits/change-exit.page.ts'
import { beginExit, changeAnExit } from '#src/continuity/exits/exit-commands.ts'
import { dutyOf, EXIT_CAUSES, EXIT_SOURCES, EXIT_STATES, SOURCES_BY_HAND } from '#src/continuity/exits/exit.ts'
import { findExit, listExits } from '#src/continuity/exits/exit.store.ts'
import { BEGIN_WORDS } from '#src/continuity/exits/exits.page.ts'
import { DECIDES, TOLD_FIELDS, WHO_PAYS } from '#src/continuity/told/known-person.ts'
import { tellOfPerson } from '#src/continuity/told/known-person-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const exit = z.strictObject({
  ref: z.string(),
  organisationRef: z.string(),
  state: z.enum(EXIT_STATES),
  source: z.enum(EXIT_SOURCES),
  cause: z.enum(EXIT_CAUSES).nullable(),
  section48: z.boolean(),
  lastDay: z.iso.date().nullable(),
  people: z.int(),
  unsettled: z.int(),
})

const paging = { page: z.coerce.number().int().min(1).max(10_000).default(1) }
const PAGE_SIZE = 100

const affected = z.strictObject({
  line: z.int(),
  personRef: z.string().nullable(),
  packageRef: z.string().nullable(),
  pays: z.enum(['council', ...WHO_PAYS]),
  band: z.enum(BANDS),
  points: z.int(),
  state: z.enum(PERSON_STATES),
  service: z.string(),
  zone: z.string(),
  visitsAWeek: z.int(),
  times: z.array(z.string()),
  doubleHanded: z.boolean(),
  livesAlone: z.boolean().nullable(),
  helpedByCarer: z.boolean().nullable(),
  decides: z.enum(DECIDES),
  keySafe: z.boolean(),
  nextProvider: z.string().nullable(),
})

export function exitsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/exits',
    {
      ...{ grant: 'continuity.see', summary: 'List provider exits, the newest first' },
      query: z.strictObject(paging),
      answer: z.strictObject({ total: z.int(), exits: z.array(exit) }),
    },
    async ({ actor, shell, query }) => {
      const offset = (query.page - 1) * PAGE_SIZE
      const { exits, total } = await shell.read(actor, (tx) => listExits(tx, { offset, limit: PAGE_SIZE }))
      return {
        total,
        exits: exits.map((one) => ({
          ...{ ref: one.exitRef, organisationRef: one.organisationRef, state: one.state, source: one.source },
          ...{ cause: one.cause, section48: one.cause !== null && dutyOf(one.cause).section48, lastDay: one.lastDay },
          ...{ people: one.people, unsettled: one.unsettled },
        })),
      }
    },
  )
  doors.api(
    'POST /api/v1/exits',
    {
      ...{ grant: 'continuity.manage', summary: 'Begin a provider’s exit: what was heard and its cause' },
      body: z.strictObject({
        organisationRef: z.string(),
        source: z.enum(SOURCES_BY_HAND),
        what: z.string().min(1).max(1000),
        cause: z.enum(EXIT_CAUSES),
        lastDay: z.iso.date().nullable(),
      }),
      answer: z.strictObject({ ref: z.string() }),
      ...{ status: 201, idempotent: true },
    },
    async ({ actor, shell, body, command }) => {
      const begun = await beginExit(shell, actor, body, command)
      if (begun.ok) return { ref: begun.value.exitRef }
      const { field, message } = BEGIN_WORDS[begun.error]
      throw problem(begun.error === 'under way already' ? 409 : 422, message, { pointer: `#/${field}` })
    },
  )
}

export function changeExitApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/exits/:ref/changes',
    {
      ...{ grant: 'continuity.manage', summary: 'Class an open exit again, or change its last day, with the reason' },
      params: z.strictObject({ ref: z.string() }),
      body: z.strictObject({
        cause: z.enum(EXIT_CAUSES),
        lastDay: z.iso.date().nullable(),
        why: z.string().min(1).max(1000),
      }),
      answer: z.strictObject({ section48: z.boolean(), listAgain: z.boolean() }),
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const changed = await changeAnExit(shell, actor, { exitRef: params.ref, ...body }, command)
      if (changed.ok) return { section48: dutyOf(body.cause).section48, listAgain: changed.value.listedAt === null }
      if (changed.error === 'no such exit') throw problem(404, 'There is no such exit')
      const { field, message } = CHANGE_WORDS[changed.error]
      throw problem(changed.error === 'not in this state' ? 409 : 422, message, { pointer: `#/${field}` })
    },
  )
}

export function exitPeopleApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/exits/:ref/people',
    {
      ...{ grant: 'continuity.manage', summary: 'List everybody whom an exit affects; again, to add who is new' },
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({ added: z.int(), left: z.int(), people: z.int() }),
      idempotent: true,
    },
    async ({ actor, shell, params, command }) => {
      const listed = await listEverybody(shell, actor, params.ref, command)
      if (listed.ok) return listed.value
      if (listed.error === 'no such exit') throw problem(404, 'There is no such exit')
      throw problem(409, 'The exit is not open')
    },
  )
  doors.api(
    'GET /api/v1/exits/:ref/people',
    {
      ...{ grant: 'continuity.see', summary: 'The people whom an exit affects, in the order of triage' },
      ...{ params: z.strictObject({ ref: z.string() }), query: z.strictObject(paging) },
      answer: z.strictObject({ total: z.int(), people: z.array(affected) }),
    },
    async ({ actor, shell, params, query }) => {
      const offset = (query.page - 1) * PAGE_SIZE
      const found = await shell.read(actor, async (tx) =>
        (await findExit(tx, params.ref))
          ? listAffected(tx, { exitRef: params.ref, offset, limit: PAGE_SIZE })
          : undefined,
      )
      if (!found) throw problem(404, 'There is no such exit')
      await shell.noteList(actor, 'people affected by an exit', { exitRef: params.ref, count: found.total })
      return {
        total: found.total,
        people: found.people.map((one) => ({
          ...{ line: one.line, personRef: one.personRef, packageRef: one.packageRef, pays: one.pays, band: one.band },
          ...{
            points: one.points,
            state: one.state,
            service: one.service,
            zone: one.zone,
            visitsAWeek: one.visitsAWeek,
          },
          times: one.visits.map(({ start }) => start),
          ...{ doubleHanded: one.doubleHanded, livesAlone: one.livesAlone, helpedByCarer: one.helpedByCarer },
          ...{ decides: one.decides, keySafe: one.keySafe, nextProvider: one.toOrganisationRef },
        })),
      }
    },
  )
}

export function knownPeopleApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/providers/:ref/known-people',
    {
      ...{
        grant: 'continuity.tell',
        summary: 'Tell of a person whom a provider serves and the council does not pay for',
      },
      params: z.strictObject({ ref: z.string() }),
      body: z.partialRecord(z.enum(TOLD_FIELDS), z.string()),
      answer: z.strictObject({ ref: z.string() }),
      ...{ status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const told = await tellOfPerson(shell, actor, { organisationRef: params.ref, typed: body }, command)
      if (told.ok) return { ref: told.value }
      if (told.error.why === 'no such provider') throw problem(404, 'There is no such provider')
      const errors = told.error.faults.map(({ field, message }) => ({ pointer: `#/${field}`, detail: message }))
      throw problem(422, 'The person cannot be added', { errors })
    },
  )
}
