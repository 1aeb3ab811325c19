import type { Instant } from '#src/base/day.ts'
import { asPlatform, type Write } from '#src/platform/command.ts'

export type Disposed = { readonly accessLines: number; readonly answers: number; readonly mails: number }
export type DisposeBefore = { readonly [Kind in keyof Disposed]: Instant }

const MOST_AT_ONCE = 20_000

/** Drops what is past its time and about nobody's care: who opened what, answers kept for repeated calls, mails that were sent. */
export async function disposeOf(tx: Write, before: DisposeBefore): Promise<Disposed> {
  const drop = async (table: string, at: string, day: Instant): Promise<number> => {
    const old = `council_id = $1 and ${at} < $2`
    const { affected } = await tx.session.query(
      `delete from ${table} where ${old}
        and ${at} < coalesce((select ${at} from ${table} where ${old} order by ${at} offset ${MOST_AT_ONCE} limit 1), $2)`,
      [tx.council, day],
    )
    return affected
  }
  const { accessLines, answers } = await asPlatform(tx, async () => ({
    accessLines: await drop('audit.access', 'at', before.accessLines),
    answers: await drop('audit.idempotency', 'at', before.answers),
  }))
  return { accessLines, answers, mails: await drop('sign_in.mail', 'coalesce(sent_at, given_up_at)', before.mails) }
}
