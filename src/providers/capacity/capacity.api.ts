/** A provider's own system says what it could take on. */
import { z } from 'zod'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { ABILITY_KINDS, abilityRefusal } from '#src/providers/capacity/ability.ts'
import { tellAbilities } from '#src/providers/capacity/ability-commands.ts'
import { listAbilities } from '#src/providers/capacity/ability.store.ts'
import { BED_TYPES, type CapacityRefusal, PARTS_OF_DAY } from '#src/providers/capacity/capacity.ts'
import { tellBeds, tellCapacity } from '#src/providers/capacity/capacity-commands.ts'
import { refusalInWords } from '#src/providers/capacity/capacity-form.ts'
import { listBeds, listCapacity } from '#src/providers/capacity/capacity.store.ts'

const Cell = z.strictObject({
  zone: z.string().max(50).describe('A zone of the council'),
  part: z.enum(PARTS_OF_DAY),
  weeklyMinutes: z.int().min(0).describe('Minutes of work a week; a visit of two workers counts twice'),
})
const Bed = z.strictObject({
  locationRef: z.string().max(50).describe('The CQC location ID of the home'),
  bedType: z.enum(BED_TYPES),
  vacant: z.int().min(0),
})
const AbilityTold = z.strictObject({
  kind: z.enum(ABILITY_KINDS),
  words: z.string().min(1).max(80).describe('Such as dementia, Welsh or female, as packages ask for it'),
  has: z.boolean().describe('Whether workers can do it, speak it or are of that gender'),
  weeklyMinutes: z.int().min(0).optional().describe('How much such workers could take on, where that is less'),
})
const Told = { toldAt: z.string() }

export function capacityApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/capacity',
    {
      grant: 'providers.capacity',
      summary: 'What this provider said last that it could take on',
      answer: z.strictObject({
        cells: z.array(Cell.extend(Told)),
        beds: z.array(Bed.extend(Told)),
        abilities: z.array(AbilityTold.extend(Told)),
      }),
    },
    async ({ actor, shell }) => {
      const search = { organisationRefs: [actor.organisation ?? ''], stale: true }
      const found = await shell.read(actor, async (tx) => ({
        cells: await listCapacity(tx, search),
        beds: await listBeds(tx, search),
        abilities: await listAbilities(tx, search.organisationRefs),
      }))
      return {
        cells: found.cells.map(({ zone, part, weeklyMinutes, toldAt }) => ({
          ...{ zone, part, weeklyMinutes, toldAt: String(toldAt) },
        })),
        beds: found.beds.map(({ locationRef, bedType, vacant, toldAt }) => ({
          ...{ locationRef, bedType, vacant, toldAt: String(toldAt) },
        })),
        abilities: found.abilities.map(({ kind, words, has, weeklyMinutes, toldAt }) => ({
          ...{ kind, words, has, toldAt: String(toldAt) },
          ...(weeklyMinutes === null ? {} : { weeklyMinutes }),
        })),
      }
    },
  )
  toldByMachines(doors)
}

function toldByMachines(doors: Doors): void {
  doors.api(
    'PUT /api/v1/capacity',
    {
      grant: 'providers.capacity',
      summary: 'Say how many hours a week this provider could take on, by zone and part of the day',
      body: z.strictObject({ cells: z.array(Cell).min(1).max(500) }),
      answer: z.strictObject({ weeklyMinutes: z.number() }),
    },
    async ({ actor, shell, body }) => {
      const input = { organisationRef: actor.organisation ?? '', cells: body.cells, by: 'machine' as const }
      const told = await tellCapacity(shell, actor, input)
      if (!told.ok) throw refused(told.error, '#/cells')
      return told.value
    },
  )
  doors.api(
    'PUT /api/v1/beds',
    {
      grant: 'providers.capacity',
      summary: 'Say how many beds stand free in the homes of this provider, by type',
      body: z.strictObject({ beds: z.array(Bed).min(1).max(500) }),
      answer: z.strictObject({ vacant: z.number() }),
    },
    async ({ actor, shell, body }) => {
      const input = { organisationRef: actor.organisation ?? '', beds: body.beds, by: 'machine' as const }
      const told = await tellBeds(shell, actor, input)
      if (!told.ok) throw refused(told.error, '#/beds')
      return told.value
    },
  )
  doors.api(
    'PUT /api/v1/abilities',
    {
      grant: 'providers.capacity',
      summary: 'Say what workers of this provider can do, which languages they speak and of which gender they are',
      body: z.strictObject({ abilities: z.array(AbilityTold).min(1).max(100) }),
      answer: z.strictObject({ yes: z.number(), no: z.number() }),
    },
    async ({ actor, shell, body }) => {
      const abilities = body.abilities.map(({ weeklyMinutes, ...one }) => ({
        ...one,
        ...(weeklyMinutes === undefined ? {} : { weeklyMinutes }),
      }))
      const input = { organisationRef: actor.organisation ?? '', abilities, by: 'machine' as const }
      const told = await tellAbilities(shell, actor, input)
      if (!told.ok) throw problem(422, abilityRefusal(told.error), { pointer: '#/abilities' })
      return told.value
    },
  )
}

const refused = (refusal: CapacityRefusal, pointer: string) => problem(422, refusalInWords(refusal), { pointer })
