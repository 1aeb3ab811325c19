import type { Database } from '#src/platform/database.ts'

/** Where a council's audit chain ends. Whoever keeps the hash elsewhere can tell later that nothing was cut off. */
export type ChainHead = { readonly seq: number; readonly hash: string }

export const chainHead = (database: Database, council: number): Promise<ChainHead> =>
  database.transaction('read only', { council }, async (tx) => {
    const { rows } = await tx.session.query(`select seq, hash from audit.chain_head where council_id = $1`, [council])
    return (rows[0] as ChainHead | undefined) ?? { seq: 0, hash: '0'.repeat(64) }
  })
