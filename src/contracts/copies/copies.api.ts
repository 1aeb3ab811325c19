import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { copyDueDay } from '#src/contracts/copies/copy.ts'
import { publishedAbovePence } from '#src/contracts/copies/copy-commands.ts'
import { listCopies, listCopyStates } from '#src/contracts/copies/copy.store.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Copy = z.strictObject({
  number: z.int(),
  upToChange: z.int().describe('0: as it was entered'),
  filename: z.string(),
  sha256: z.string(),
  redactions: z.string(),
  publishedOn: z.iso.date(),
  withdrawnOn: z.iso.date().nullable(),
})

export function copiesApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/copies',
    {
      grant: 'contracts.see',
      summary: 'Published copies of a contract, the last first, and by when the next is due',
      params: z.strictObject({ ref: z.string() }),
      answer: z.strictObject({ items: z.array(Copy), dueDay: z.iso.date().nullable() }),
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const contractRef = params.ref
        if (!(await findContract(tx, contractRef))) throw problem(404, 'There is no such contract')
        const today = dayOf(tx.now)
        const abovePence = await publishedAbovePence(tx, today)
        const [state] = await listCopyStates(tx, { contractRef, abovePence })
        const items = await listCopies(tx, contractRef)
        return {
          items: items.map(({ fileType: _type, bytes: _bytes, ...copy }) => copy),
          dueDay: (state && copyDueDay(state, abovePence, today)) ?? null,
        }
      }),
  )
}
