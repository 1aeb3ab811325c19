import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { ZoneShape } from '#src/councils/boundaries/boundaries.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, sql } from '#src/platform/database.ts'

type Tables = {
  'councils.zone_shape': { council_id: number; area: string; zone: string; rings: ZoneShape['rings'] }
}
const from = (tx: Read): ReadonlyKysely<Tables> => tx.reader
const into = (tx: Write): Kysely<Tables> => tx.writer

export const listShapes = (tx: Read): Promise<ZoneShape[]> =>
  from(tx)
    .selectFrom('councils.zone_shape')
    .select(['area', 'zone', 'rings'])
    .where('council_id', '=', tx.council)
    .orderBy('area')
    .execute()

/** The shapes of a file, in the place of those before. */
export async function replaceShapes(tx: Write, shapes: readonly ZoneShape[]): Promise<void> {
  await into(tx).deleteFrom('councils.zone_shape').where('council_id', '=', tx.council).execute()
  await into(tx)
    .insertInto('councils.zone_shape')
    .values(
      shapes.map(({ area, zone, rings }) => ({
        ...{ council_id: tx.council, area, zone },
        rings: sql<ZoneShape['rings']>`${JSON.stringify(rings)}::jsonb`,
      })),
    )
    .execute()
}
