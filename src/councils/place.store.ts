import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { Day } from '#src/base/day.ts'
import type { Postcode } from '#src/base/postcode.ts'
import { type BankHoliday, type Council, DIVISION, type Zone, type ZoneArea, zoneOf } from '#src/councils/place.ts'
import { settingsOf } from '#src/councils/settings.store.ts'
import type { Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

type PlaceTables = {
  'councils.council': {
    council_id: number
    name: string
    gss_code: string | null
    email: string | null
    phone: string | null
  }
  'councils.zone': { council_id: number; zone: string; name: string; kind: Zone['kind'] }
  'councils.zone_area': { council_id: number; postcode_start: string; zone: string }
  'councils.bank_holiday': { division: string; day: Day; title: string }
}

const from = (tx: Read): ReadonlyKysely<PlaceTables> => tx.reader
const into = (tx: Write): Kysely<PlaceTables> => tx.writer

export async function getCouncil(tx: Read): Promise<Council> {
  const row = await from(tx)
    .selectFrom('councils.council')
    .select(['name', 'gss_code', 'email', 'phone'])
    .where('council_id', '=', tx.council)
    .executeTakeFirst()
  if (!row) throw new Error(`council ${tx.council} has no name yet`)
  return {
    name: row.name,
    ...(row.gss_code === null ? {} : { gssCode: row.gss_code }),
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.phone === null ? {} : { phone: row.phone }),
  }
}

export async function saveCouncil(tx: Write, council: Council): Promise<void> {
  const details = {
    name: council.name,
    gss_code: council.gssCode ?? null,
    email: council.email ?? null,
    phone: council.phone ?? null,
  }
  await into(tx)
    .insertInto('councils.council')
    .values({ council_id: tx.council, ...details })
    .onConflict((conflict) => conflict.column('council_id').doUpdateSet(details))
    .execute()
}

export async function listZones(tx: Read): Promise<Zone[]> {
  const settings = await settingsOf(tx)
  return settings?.zones ?? readZones(tx)
}

const readZones = (tx: Read): Promise<Zone[]> =>
  from(tx)
    .selectFrom('councils.zone')
    .select(['zone', 'name', 'kind'])
    .where('council_id', '=', tx.council)
    .orderBy('name')
    .execute()

export const listAreas = (tx: Read): Promise<ZoneArea[]> =>
  from(tx)
    .selectFrom('councils.zone_area')
    .select(['postcode_start as postcodeStart', 'zone'])
    .where('council_id', '=', tx.council)
    .orderBy('postcode_start')
    .execute()

/** The zone in which a postcode lies, when the council has said which postcodes its zones have. */
export const findZone = async (tx: Read, postcode: Postcode): Promise<string | undefined> =>
  zoneOf(await listAreas(tx), postcode)

/** New zones and new names of old ones; a zone that people live in is never taken away. */
export async function saveZones(tx: Write, zones: readonly Zone[], areas: readonly ZoneArea[]): Promise<void> {
  for (const { zone, name, kind } of zones) {
    await into(tx)
      .insertInto('councils.zone')
      .values({ council_id: tx.council, zone, name, kind })
      .onConflict((conflict) => conflict.columns(['council_id', 'zone']).doUpdateSet({ name, kind }))
      .execute()
  }
  await into(tx).deleteFrom('councils.zone_area').where('council_id', '=', tx.council).execute()
  if (areas.length === 0) return
  await into(tx)
    .insertInto('councils.zone_area')
    .values(areas.map(({ postcodeStart, zone }) => ({ council_id: tx.council, postcode_start: postcodeStart, zone })))
    .execute()
}

/** Bank holidays of England and Wales from one day to another, both counted. */
export async function listBankHolidays(tx: Read, fromDay: Day, toDay: Day): Promise<Day[]> {
  const found = await from(tx)
    .selectFrom('councils.bank_holiday')
    .select('day')
    .where('division', '=', DIVISION)
    .where('day', '>=', fromDay)
    .where('day', '<=', toDay)
    .orderBy('day')
    .execute()
  return found.map(({ day }) => day)
}

export const listHolidays = (tx: Read): Promise<BankHoliday[]> =>
  from(tx)
    .selectFrom('councils.bank_holiday')
    .select(['day', 'title'])
    .where('division', '=', DIVISION)
    .orderBy('day')
    .execute()

/** The list of some years, put in the place of what was there for them. */
export async function replaceHolidays(tx: Write, holidays: readonly BankHoliday[], years: [Day, Day]): Promise<void> {
  await into(tx)
    .deleteFrom('councils.bank_holiday')
    .where('division', '=', DIVISION)
    .where('day', '>=', years[0])
    .where('day', '<=', years[1])
    .execute()
  await into(tx)
    .insertInto('councils.bank_holiday')
    .values(holidays.map(({ day, title }) => ({ division: DIVISION, day, title })))
    .execute()
}
