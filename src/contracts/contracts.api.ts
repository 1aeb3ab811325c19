import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { type EnterRefusal, enterContract } from '#src/contracts/commands.ts'
import { committedPence, findContract, listContracts, listDrawDowns } from '#src/contracts/contract.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Entered = z.strictObject({
  organisationRef: z.string(),
  frameworkRef: z.string().nullable(),
  title: z.string().min(1),
  lot: z.string().min(1),
  service: z.string().min(1),
  zones: z.array(z.string()).min(1),
  cardRef: z.string().min(1),
  ceilingPence: z.int().min(0).nullable(),
  fromDay: z.iso.date(),
  toDay: z.iso.date().describe('The first day after the term'),
})

const Contract = Entered.extend({
  contractRef: z.string(),
  weights: z.strictObject({ price: z.number(), quality: z.number(), completeness: z.number(), start: z.number() }),
  committedPence: z.int(),
})

const Line = z.strictObject({
  line: z.int(),
  packageRef: z.string(),
  kind: z.enum(['placed', 'ended']),
  fromDay: z.iso.date(),
  toDay: z.iso.date().nullable(),
  weeklyPence: z.int(),
  pence: z.int(),
  overrideBy: z.string().nullable(),
  reason: z.string().nullable(),
})

const Ref = z.strictObject({ ref: z.string() })
const Page = z.strictObject({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const PageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() })

const POINTERS: Record<EnterRefusal, string> = {
  'no such provider': '#/organisationRef',
  'no such rate card': '#/cardRef',
  'no such framework': '#/frameworkRef',
  'the term ends before it begins': '#/toDay',
  'no zone named': '#/zones',
  'no such zone': '#/zones',
}

const ENTER_PROBLEMS: Record<EnterRefusal, string> = {
  'no such provider': 'There is no provider with this reference',
  'no such rate card': 'There is no such rate card: add it first',
  'no such framework': 'There is no such framework',
  'the term ends before it begins': 'The term ends before it begins: send a later "toDay"',
  'no zone named': 'A contract is for one zone at least',
  'no such zone': "A zone is not one of the council's",
}

export function contractsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts',
    {
      grant: 'contracts.see',
      summary: 'The contract register, soonest end first',
      query: Page.extend({ zone: z.string().optional(), running: z.enum(['yes']).optional() }),
      answer: PageOf(Contract),
    },
    ({ actor, shell, query }) =>
      shell.read(actor, async (tx) => {
        const search = { zone: query.zone, runningOn: query.running ? dayOf(tx.now) : undefined }
        const { contracts, total } = await listContracts(tx, search, { offset: query.cursor, limit: query.limit })
        const end = query.cursor + contracts.length
        return {
          items: contracts.map(
            ({ total: _, ...contract }: (typeof contracts)[number] & { total?: number }) =>
              contract as z.infer<typeof Contract>,
          ),
          next: end < total ? String(end) : null,
        }
      }),
  )
  doors.api(
    'GET /api/v1/contracts/:ref',
    { grant: 'contracts.see', summary: 'One contract with what is committed of it', params: Ref, answer: Contract },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const contract = await findContract(tx, params.ref)
        if (!contract) throw problem(404, 'There is no such contract')
        return { ...contract, zones: [...contract.zones], committedPence: await committedPence(tx, params.ref) }
      }),
  )
  doors.api(
    'GET /api/v1/contracts/:ref/draw-down',
    {
      grant: 'contracts.see',
      summary: 'What packages commit of a contract, newest line first',
      params: Ref,
      query: Page,
      answer: PageOf(Line),
    },
    ({ actor, shell, params, query }) =>
      shell.read(actor, async (tx) => {
        if (!(await findContract(tx, params.ref))) throw problem(404, 'There is no such contract')
        const lines = await listDrawDowns(tx, params.ref, { offset: query.cursor, limit: query.limit })
        return {
          items: lines.map(({ at: _at, override: _override, ...line }) => line),
          next: lines.length === query.limit ? String(query.cursor + lines.length) : null,
        }
      }),
  )
  doors.api(
    'POST /api/v1/contracts',
    {
      grant: 'contracts.change',
      summary: 'Enter a contract in the register',
      idempotent: true,
      status: 201,
      body: Entered,
      answer: z.strictObject({ contractRef: z.string() }),
    },
    async ({ actor, shell, body, command }) => {
      const entered = await enterContract(shell, actor, body, command)
      if (!entered.ok) throw problem(422, ENTER_PROBLEMS[entered.error], { pointer: POINTERS[entered.error] })
      return { contractRef: entered.value }
    },
  )
}
