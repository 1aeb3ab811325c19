/** What a council has set, for machines that must speak its words: officers without addresses, teams, zones, policies. */
import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { importHolidays } from '#src/councils/commands.ts'
import { listOfficers, listTeams } from '#src/councils/officer.store.ts'
import { isAway } from '#src/councils/officer.ts'
import { listAreas, listHolidays, listZones } from '#src/councils/place.store.ts'
import { readBankHolidays } from '#src/councils/place.ts'
import { POLICY_KINDS } from '#src/councils/policies/policy.ts'
import { getPolicy } from '#src/councils/policies/policy.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Officer = z.strictObject({
  officerRef: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  teamRef: z.string().nullable(),
  away: z.boolean().describe('Away today; the delegate signs'),
  delegateRef: z.string().nullable(),
})
const Team = z.strictObject({ teamRef: z.string(), name: z.string() })
const Zone = z.strictObject({
  zone: z.string(),
  name: z.string(),
  kind: z.enum(['urban', 'market_town', 'rural']),
  postcodeStarts: z.array(z.string()),
})
const Policy = z.strictObject({ kind: z.string(), value: z.unknown() })
const Holiday = z.strictObject({ day: z.iso.date(), title: z.string() })
const all = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item) })

export function councilsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/officers',
    { grant: 'councils.see', summary: 'List officers', answer: all(Officer) },
    ({ actor, shell }) =>
      shell.read(actor, async (tx) => ({
        items: (await listOfficers(tx)).map((one) => ({
          ...{ officerRef: one.officerRef, name: one.name, roles: [...one.roles] },
          ...{ teamRef: one.teamRef ?? null, away: isAway(one, dayOf(tx.now)), delegateRef: one.delegateRef ?? null },
        })),
      })),
  )
  doors.api(
    'GET /api/v1/teams',
    { grant: 'councils.see', summary: 'List teams', answer: all(Team) },
    async ({ actor, shell }) => ({ items: await shell.read(actor, listTeams) }),
  )
  doors.api(
    'GET /api/v1/zones',
    { grant: 'councils.see', summary: 'List zones with their postcodes', answer: all(Zone) },
    ({ actor, shell }) =>
      shell.read(actor, async (tx) => {
        const areas = await listAreas(tx)
        const startsOf = (code: string) =>
          areas.filter(({ zone }) => zone === code).map(({ postcodeStart }) => postcodeStart)
        return { items: (await listZones(tx)).map((one) => ({ ...one, postcodeStarts: startsOf(one.zone) })) }
      }),
  )
  doors.api(
    'GET /api/v1/policies',
    {
      grant: 'councils.see',
      summary: 'List the policies in force on a day',
      query: z.strictObject({ on: z.iso.date().optional().describe('Today, unless said') }),
      answer: all(Policy),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const items: z.infer<typeof Policy>[] = []
        for (const kind of POLICY_KINDS)
          items.push({ kind, value: await getPolicy(tx, kind, query.on ?? dayOf(tx.now)) })
        return { items }
      }),
  )
  doors.api(
    'GET /api/v1/bank-holidays',
    { grant: 'councils.see', summary: 'List bank holidays of England and Wales', answer: all(Holiday) },
    async ({ actor, shell }) => ({ items: await shell.read(actor, listHolidays) }),
  )
  doors.api(
    'PUT /api/v1/bank-holidays',
    {
      grant: 'councils.manage',
      summary: 'Take in the list of bank holidays of gov.uk',
      description: 'The body is bank-holidays.json as gov.uk publishes it. It takes the place of the years it covers.',
      body: z.looseObject({ 'england-and-wales': z.unknown() }),
      answer: z.strictObject({
        ...{ from: z.iso.date(), to: z.iso.date() },
        ...{ added: z.int(), removed: z.int(), kept: z.int() },
      }),
    },
    async ({ actor, shell, body }) => {
      const read = readBankHolidays(body)
      if (!read.ok) throw problem(422, read.error, { pointer: '#/england-and-wales/events' })
      const imported = await importHolidays(shell, actor, read.value)
      if (!imported.ok) throw problem(422, 'The list is empty', { pointer: '#/england-and-wales/events' })
      return imported.value
    },
  )
}
