/** Capacity and demand for the council's own systems, as the page shows them. */
import { z } from 'zod'
import { readSupply } from '#src/brokerage/waiting-list/supply.store.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { BED_TYPES, PARTS_OF_DAY } from '#src/providers/index.ts'

const minutes = z.int().describe('Minutes a week')
const Cell = z.strictObject({
  zone: z.string(),
  zoneName: z.string(),
  part: z.enum(PARTS_OF_DAY),
  told: minutes.describe('Minutes a week that providers told, where their word is not too old'),
  taken: minutes.describe('What they took on since'),
  free: minutes,
  fading: minutes.describe('What of the free minutes was told a while ago'),
  waiting: minutes.describe('What packages that wait ask for'),
})
const Bed = z.strictObject({
  ...{ bedType: z.enum(BED_TYPES), told: z.int(), taken: z.int(), free: z.int() },
  waiting: z.int().describe('People who wait for one'),
})

export function supplyApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/waiting-list/capacity',
    {
      grant: 'brokerage.see',
      summary: 'What providers could take on beside what waits, by zone and part of the day, and beds by kind',
      query: z.strictObject({
        zone: z.string().max(50).optional(),
        part: z.enum(PARTS_OF_DAY).optional(),
        cursor: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
      answer: z.strictObject({ items: z.array(Cell), next: z.string().nullable(), beds: z.array(Bed) }),
    },
    async ({ actor, shell, query }) => {
      const { zone: only, part: onlyPart, cursor, limit } = query
      const { byZone, byBed } = await shell.read(actor, readSupply)
      const all = byZone
        .filter(({ zone }) => only === undefined || zone === only)
        .flatMap(({ zone, name, parts }) =>
          PARTS_OF_DAY.filter((part) => onlyPart === undefined || part === onlyPart).map((part) => ({
            ...{ zone, zoneName: name, part },
            ...parts[part],
          })),
        )
      const items = all.slice(cursor, cursor + limit)
      return { items, next: cursor + items.length < all.length ? String(cursor + items.length) : null, beds: byBed }
    },
  )
}
