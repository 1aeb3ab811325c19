import { z } from 'zod'
import { type Doors, type Problem, problem } from '#src/platform/http/doors.ts'
import type { Draft } from '#src/tendering/bids/bid.ts'
import { answerWords, closedWords, companyWords, lotsWords, missingWords } from '#src/tendering/bids/bid-words.ts'
import {
  type ClosedRefusal,
  readOwnBid,
  saveOwnDraft,
  type SaveRefusal,
  submitBid,
  type SubmitRefusal,
  type WholeRefusal,
} from '#src/tendering/bids/bid-commands.ts'
import { listOwnBids, type Receipt } from '#src/tendering/bids/bid.store.ts'
import { nextOf, offsetOf, PAGED, pageOf } from '#src/tendering/paging.api.ts'

const Short = z.string().max(200)
const TenderParams = z.strictObject({ ref: Short })

const DraftBody = z.strictObject({
  contact: z.strictObject({ name: Short, email: Short, phone: Short }),
  conditions: z.array(z.strictObject({ key: Short, met: z.boolean(), text: z.string() })).max(200),
  subcontractors: z.array(z.strictObject({ organisationRef: Short, name: Short, work: z.string() })).max(20),
  lots: z.array(Short).max(200).describe('The most wanted first'),
  mostLots: z.int().min(1).nullable(),
  answers: z.array(z.strictObject({ key: Short, text: z.string() })).max(200),
  prices: z
    .array(
      z.strictObject({ lot: Short, lines: z.array(z.strictObject({ key: Short, pence: z.int().min(1) })).max(200) }),
    )
    .max(200),
})

const DraftAnswer = z.object({
  tenderRef: z.string(),
  version: z.int(),
  closesAt: z.string(),
  draft: DraftBody,
  files: z.array(z.object({ file: z.int(), about: z.string(), name: z.string(), bytes: z.int(), sha256: z.string() })),
  missing: z.array(z.string()),
})

const ReceiptAnswer = z.object({
  bidRef: z.string(),
  tenderRef: z.string(),
  organisationRef: z.string(),
  status: z.enum(['submitted', 'replaced', 'withdrawn']),
  version: z.int(),
  submittedAt: z.string(),
  submittedBy: z.string(),
  sha256: z.string().describe('Of exactly what was sealed'),
  files: z.int(),
})

const receiptOf = ({ submittedAt, endedAt: _ended, ...receipt }: Receipt): z.infer<typeof ReceiptAnswer> => ({
  ...receipt,
  submittedAt: submittedAt.toString(),
})

export function bidsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/tenders/:ref/bid',
    {
      grant: 'tendering.bid',
      summary: 'Your own bid as far as it is written, and what is missing',
      params: TenderParams,
      answer: DraftAnswer,
    },
    async ({ shell, actor, params }) => {
      const own = await readOwnBid(shell, actor, params.ref)
      if (!own.ok) throw closedProblem(own.error)
      const { published, draft, missing } = own.value
      const { files, ...written } = draft
      return {
        tenderRef: params.ref,
        version: published.version,
        closesAt: published.closesAt.toString(),
        draft: mutable(written),
        files: files.map(({ file, about, name, bytes, sha256 }) => ({ file, about, name, bytes, sha256 })),
        missing: missing.map(missingWords),
      }
    },
  )
  doors.api(
    'PUT /api/v1/tenders/:ref/bid',
    {
      grant: 'tendering.bid',
      summary: 'Save your own bid, all of it but the files',
      description: 'Files are attached in the portal. The answer says what is still missing.',
      params: TenderParams,
      body: DraftBody,
      answer: z.object({ missing: z.array(z.string()) }),
    },
    async ({ shell, actor, params, body }) => {
      const saved = await saveOwnDraft(shell, actor, params.ref, body)
      if (!saved.ok) throw saveProblem(saved.error)
      const own = await readOwnBid(shell, actor, params.ref)
      return { missing: own.ok ? own.value.missing.map(missingWords) : [] }
    },
  )
  submissionsApi(doors)
  ownBidsApi(doors)
}

function ownBidsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/bids',
    {
      grant: 'tendering.bid',
      summary: 'What your organisation has bid, the newest first, with its receipts',
      query: z.strictObject(PAGED),
      answer: pageOf(ReceiptAnswer),
    },
    async ({ shell, actor, query }) => {
      const { bids, total } = await shell.read(actor, (tx) =>
        listOwnBids(tx, actor.organisation ?? '', offsetOf(query)),
      )
      return { items: bids.map(receiptOf), next: nextOf(query, bids.length, total) }
    },
  )
}

function submissionsApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/tenders/:ref/bid/submit',
    {
      grant: 'tendering.bid',
      summary: 'Submit your own bid: it is sealed until the opening',
      description: 'It may be submitted again until the deadline, in place of the one before.',
      params: TenderParams,
      answer: ReceiptAnswer,
      status: 201,
      idempotent: true,
    },
    async ({ shell, actor, params, command }) => {
      const submitted = await submitBid(shell, actor, params.ref, command)
      if (!submitted.ok) throw submitProblem(submitted.error)
      return receiptOf(reviveReceipt(submitted.value))
    },
  )
  doors.api(
    'GET /api/v1/tenders/:ref/bid/receipt',
    {
      grant: 'tendering.bid',
      summary: 'The receipt of the bid that you submitted last',
      params: TenderParams,
      answer: ReceiptAnswer,
    },
    async ({ shell, actor, params }) => {
      const own = await readOwnBid(shell, actor, params.ref)
      if (!own.ok) throw closedProblem(own.error)
      const [receipt] = own.value.receipts
      if (!receipt) throw problem(404, 'You have not submitted a bid')
      return receiptOf(receipt)
    },
  )
}

const mutable = (written: Omit<Draft, 'files'>): z.infer<typeof DraftBody> =>
  structuredClone(written) as z.infer<typeof DraftBody>

/** The first answer to an idempotency key comes back from where it was kept as text. */
const reviveReceipt = (receipt: Receipt): Receipt => ({
  ...receipt,
  submittedAt: Temporal.Instant.from(String(receipt.submittedAt)),
})

const closedProblem = (why: ClosedRefusal): Problem =>
  problem(why === 'no such tender' ? 404 : why === 'not a member' ? 403 : 409, closedWords(why))

function saveProblem(error: SaveRefusal<WholeRefusal>): Problem {
  if (error.why !== 'refused') return closedProblem(error.why)
  const { refusal } = error
  if (typeof refusal !== 'string')
    return problem(422, 'Prices are not what the tender allows', {
      errors: refusal.faults.map(({ key, fault }) => ({ pointer: '#/prices', detail: `${key}: ${fault}` })),
    })
  switch (refusal) {
    case 'not bid for':
      return problem(422, 'Prices are given for a lot that is not bid for', { pointer: '#/prices' })
    case 'no such question':
      return problem(422, answerWords(refusal), { pointer: '#/answers' })
    case 'too long':
      return problem(422, 'Something is too long: names up to 200 letters, explanations 4,000, answers 20,000')
    case 'email is no address':
      return problem(422, companyWords(refusal).message, { pointer: '#/contact/email' })
    case 'no such condition':
    case 'too many subcontractors':
      return problem(422, companyWords(refusal).message, { pointer: '#/conditions' })
    default:
      return problem(422, lotsWords(refusal).message, { pointer: '#/lots' })
  }
}

const submitProblem = (error: SubmitRefusal): Problem =>
  error.why === 'incomplete'
    ? problem(422, 'Something is still missing', {
        errors: error.missing.map((one) => ({ pointer: `#/${one.part}`, detail: missingWords(one) })),
      })
    : closedProblem(error.why)
