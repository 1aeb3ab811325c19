import { asPlatform, type Write } from '#src/platform/command.ts'
import { type Database, rows, sql } from '#src/platform/database.ts'

export type CouncilName = { readonly council: number; readonly name: string; readonly trial: boolean }
/** A joint arrangement of several councils is a tenant too. */
export type Tenant = CouncilName & { readonly kind: 'council' | 'joint' }

/** The councils that this database serves: what the clock goes round. */
export const listCouncils = (database: Database): Promise<Tenant[]> =>
  database.transaction('read only', 'platform', async (tx) => {
    const { rows } = await tx.session.query(
      `select council_id as council, name, kind, trial from audit.council order by council_id`,
    )
    return rows as Tenant[]
  })

export const listCouncilIds = async ({ database }: { database: Database }): Promise<number[]> =>
  (await listCouncils(database)).map(({ council }) => council)

/** Opens a council's account in the database; its records follow through commands. */
export const addCouncil = (database: Database, council: CouncilName): Promise<void> =>
  database.transaction('read write', 'platform', async (tx) => {
    await tx.session.query(`insert into audit.council (council_id, name, trial) values ($1, $2, $3)`, [
      council.council,
      council.name,
      council.trial,
    ])
  })

/** Opens the account of a joint arrangement within a command of the council that begins it; undefined where its name is taken. */
export const openArrangement = (tx: Write, name: string): Promise<number | undefined> =>
  asPlatform(tx, async () => {
    const [made] = await rows(
      tx,
      sql<{ council: number }>`insert into audit.council (council_id, name, kind, trial)
        select max(council_id) + 1, ${name}, 'joint', bool_or(trial) filter (where council_id = ${tx.council}) from audit.council
        having not exists (select from audit.council where lower(name) = lower(${name}))
        returning council_id as council`,
    )
    return made?.council
  })
