import { z } from 'zod'
import { dayOf } from '#src/base/day.ts'
import { type EnterRefusal, enterContract } from '#src/contracts/commands.ts'
import { committedPence, findContract, findContractOn, listContracts } from '#src/contracts/contract.store.ts'
import { listDrawDowns } from '#src/contracts/draw-downs/draw-down.store.ts'
import { NEXT_ROUTES } from '#src/contracts/particulars.ts'
import { listParticulars } from '#src/contracts/particulars.store.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { REGIMES } from '#src/tendering/index.ts'

const Option = z.strictObject({ months: z.int(), decideBy: z.iso.date().describe('The last day to decide') })
const Buyer = z.strictObject({ name: z.string().min(1).max(100), sharePercent: z.int().min(0).max(100) })

/** What a contract is beside its prices; left out, what is usual holds. */
const Particulars = z.strictObject({
  regime: z.enum(REGIMES).describe('The law that it is under, to its end'),
  valuePence: z.int().min(0).nullable().describe('Estimated at award, with VAT and all extensions'),
  ownerRef: z.string().nullable().describe('The officer who looks after it'),
  tenderRef: z.string().max(100).nullable(),
  nextRoute: z.enum(NEXT_ROUTES).describe('How it would be bought again'),
  noticeMonths: z.int().min(1).max(24),
  extensionOptions: z.array(Option).max(20).readonly(),
  buyers: z.array(Buyer).max(50).readonly().describe('Where several councils buy; shares add up to 100'),
  exemptReason: z.string().max(500).nullable().describe('Why its prices are not published'),
})

const Agreed = z.strictObject({
  organisationRef: z.string(),
  frameworkRef: z.string().nullable(),
  title: z.string().min(1),
  lot: z.string().min(1),
  service: z.string().min(1),
  zones: z.array(z.string()).min(1).readonly(),
  cardRef: z.string().min(1),
  ceilingPence: z.int().min(0).nullable(),
  fromDay: z.iso.date(),
  toDay: z.iso.date().describe('The first day after the term'),
})
const Entered = Agreed.extend(Particulars.partial().shape)

/** Points of 100; what a framework does not state is left out. */
export const WeightsStated = z.strictObject({
  ...{ price: z.number(), quality: z.number(), completeness: z.number(), start: z.number() },
  ...{ travel: z.number().optional(), known: z.number().optional(), wishes: z.number().optional() },
  times: z.number().optional().describe('Visits at the times asked for'),
})

const Contract = Agreed.extend({
  ...Particulars.shape,
  contractRef: z.string(),
  weights: WeightsStated,
  closedFrom: z.iso
    .date()
    .nullable()
    .describe('Notice is given, or it ends at once: from this day on nobody new is placed'),
  committedPence: z.int(),
})

const Line = z.strictObject({
  line: z.int(),
  packageRef: z.string(),
  kind: z.enum(['placed', 'ended', 'term_changed']),
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
  'no such officer': '#/ownerRef',
  'the shares do not add up to 100': '#/buyers',
  'an option has no whole months': '#/extensionOptions',
  'an option is decided after the term': '#/extensionOptions',
  'notice is a month or more': '#/noticeMonths',
}

const ENTER_PROBLEMS: Record<EnterRefusal, string> = {
  'no such provider': 'There is no provider with this reference',
  'no such rate card': 'There is no such rate card: add it first',
  'no such framework': 'There is no such framework',
  'the term ends before it begins': 'The term ends before it begins: send a later "toDay"',
  'no zone named': 'A contract is for one zone at least',
  'no such zone': "A zone is not one of the council's",
  'no such officer': 'There is no such officer',
  'the shares do not add up to 100': "The councils' shares do not add up to 100",
  'an option has no whole months': 'Each option lengthens the term by whole months',
  'an option is decided after the term': 'The last day to decide an option is not within the term that it lengthens',
  'notice is a month or more': 'Notice is from 1 to 24 months',
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
        const particulars = await listParticulars(
          tx,
          contracts.map(({ contractRef }) => contractRef),
        )
        const end = query.cursor + contracts.length
        return {
          items: contracts.flatMap((contract) => {
            const said = particulars.get(contract.contractRef)
            return said ? { ...contract, ...said } : []
          }),
          next: end < total ? String(end) : null,
        }
      }),
  )
  doors.api(
    'GET /api/v1/contracts/:ref',
    { grant: 'contracts.see', summary: 'One contract with what is committed of it', params: Ref, answer: Contract },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const found = await findContractOn(tx, params.ref, dayOf(tx.now))
        if (!found) throw problem(404, 'There is no such contract')
        const { contract, particulars } = found
        return { ...contract, ...particulars, committedPence: await committedPence(tx, params.ref) }
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
  enterApi(doors)
}

function enterApi(doors: Doors): void {
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
