/** The meeting that agrees marks: everybody’s side by side, after all have locked. */
import { may } from '#src/platform/actor.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { inset, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import {
  type AgreedMark,
  type Assessor,
  counts,
  marksOf,
  type Score,
  whyNotModerate,
} from '#src/tendering/evaluation/assessor.ts'
import { listChecks } from '#src/tendering/evaluation/check.store.ts'
import { type Evaluated, listScores } from '#src/tendering/evaluation/evaluation.store.ts'
import { shown } from '#src/tendering/evaluation/fraction.ts'
import {
  at,
  bidderName,
  frame,
  look,
  type Looked,
  namesOf,
  pageOf,
  refOf,
  typed,
} from '#src/tendering/evaluation/frame.page.ts'
import {
  agreeMarks,
  type AgreeOneRefusal,
  agreeQuality,
  type CloseRefusal,
} from '#src/tendering/evaluation/moderate-commands.ts'
import { whyOut } from '#src/tendering/evaluation/outcome.ts'

type AllBids = {
  readonly names: ReadonlyMap<string, string>
  readonly agreed: readonly AgreedMark[]
  readonly out: ReadonlyMap<string, readonly string[]>
}

export const showModeration = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(
    visit,
    async (tx, evaluated): Promise<AllBids> => {
      const { tenderRef } = evaluated.tender
      const { agreed, conditions, exclusions } = await listChecks(tx, tenderRef)
      const { spec, bids } = evaluated
      return {
        names: await namesOf(tx, evaluated),
        agreed,
        out: new Map(bids.map(({ bidRef }) => [bidRef, whyOut({ spec, conditions, exclusions }, bidRef)])),
      }
    },
    (found) => allView(visit, found, errors),
    { status: errors.length > 0 ? 400 : 200 },
  )

function allView(visit: Visit, { evaluated, more }: Looked<AllBids>, errors: readonly FieldError[]): Page {
  const { tender, spec, numbers, bids, assessors, progress } = evaluated
  const waits = whyNotModerate(spec, assessors)
  const ordered = bids.toSorted((a, b) => (numbers.get(a.bidRef) ?? 0) - (numbers.get(b.bidRef) ?? 0))
  const base = frame(evaluated, 'moderation', 'Agreed marks', errors)
  if (waits !== undefined)
    return {
      ...base,
      content: inset(
        `Marks are laid side by side once everybody has locked: ${waits}. Nobody sees another’s marks before.`,
      ),
    }
  return {
    ...base,
    content: queue<OpenedBid>({
      noun: { one: 'bid', many: 'bids' },
      url: visit.url,
      ...pageOf(ordered, visit),
      columns: [
        {
          heading: 'Bidder',
          cell: ({ bidRef }) =>
            link(bidderName(evaluated, more.names, bidRef), at(tender.tenderRef, `/moderation/${numbers.get(bidRef)}`)),
        },
        { heading: 'Agreed', cell: ({ bidRef }) => agreedWords(evaluated, more, bidRef) },
      ],
    }),
    aside: whatHappensNext(
      progress.agreedAt === null
        ? may(visit.actor, 'tendering.manage') && agreePart(visit, evaluated)
        : html`<p class="govuk-body">Quality is agreed and changes no more.</p>`,
    ),
  }
}

function agreedWords({ spec }: Evaluated, { agreed, out }: AllBids, bidRef: string): Html {
  const why = out.get(bidRef) ?? []
  if (why.length > 0) return html`${bad('Out')}${small(why.join('; '))}`
  const own = agreed.filter((one) => one.bidRef === bidRef)
  if (own.length < spec.questions.length)
    return statusTag({ text: `${own.length} of ${spec.questions.length}`, colour: 'yellow' })
  return html`${spec.questions.map(({ key }, index) => `${index > 0 ? ', ' : ''}${key}: ${markWords(own.find((one) => one.question === key))}`)}`
}

const markWords = (one: AgreedMark | undefined): string =>
  one === undefined ? 'none' : one.mark.bottom === 1n ? String(one.mark.top) : shown(one.mark)

const agreePart = (visit: Visit, { spec }: Evaluated): Html => html`
  <p class="govuk-body">${
    spec.agreed === 'mean'
      ? 'The tender says that the mean of the marks is taken. It is taken for every answer when you end this.'
      : 'Agree a mark for each answer, with the reason for every change. Then end this: the marks change no more, and the prices can be opened.'
  }</p>
  ${postForm({ action: at(refOf(visit), '/moderation/agree'), csrf: visit.csrf, content: submit('Quality is agreed') })}`

export async function postAgreeQuality(visit: Visit): Promise<Reply> {
  const agreed = await agreeQuality(visit.shell, visit.actor, refOf(visit))
  if (agreed.ok) return seeOther(at(refOf(visit), '/prices'), 'Quality is agreed')
  if (agreed.error === 'no such tender') return notFound()
  return showModeration(visit, [{ field: 'agree', message: closeWords(agreed.error) }])
}

function closeWords(why: Exclude<CloseRefusal, 'no such tender'>): string {
  switch (why) {
    case 'marks are missing':
      return 'Some answers have no agreed mark. Agree them first'
    case 'not all locked':
      return 'Not all assessors have locked their scores'
    case 'scores are agreed':
      return 'Quality is agreed already'
    case 'not opened':
      return 'The bids are not opened, or the ranking is confirmed already'
  }
}

// --- one bid

type OneBid = {
  readonly names: ReadonlyMap<string, string>
  readonly scores: readonly Score[]
  readonly agreed: readonly AgreedMark[]
}

const bidAt = ({ bids, numbers }: Evaluated, number: string | undefined): OpenedBid | undefined =>
  bids.find(({ bidRef }) => String(numbers.get(bidRef)) === number)

export const showModerationOf = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(
    visit,
    async (tx, evaluated): Promise<OneBid> => {
      const bid = bidAt(evaluated, visit.params['number'])
      const mayShow = bid && whyNotModerate(evaluated.spec, evaluated.assessors) === undefined
      return {
        names: await namesOf(tx, evaluated),
        scores: mayShow ? await listScores(tx, evaluated.tender.tenderRef, bid.bidRef) : [],
        agreed: (await listChecks(tx, evaluated.tender.tenderRef)).agreed,
      }
    },
    (found) => oneView(visit, found, errors),
    { status: errors.length > 0 ? 400 : 200 },
  )

function oneView(visit: Visit, { evaluated, more }: Looked<OneBid>, errors: readonly FieldError[]): Page | undefined {
  const bid = bidAt(evaluated, visit.params['number'])
  if (!bid) return undefined
  const { spec, assessors, progress, tender } = evaluated
  const waits = whyNotModerate(spec, assessors)
  const base = frame(evaluated, 'moderation', bidderName(evaluated, more.names, bid.bidRef), errors)
  if (waits !== undefined)
    return { ...base, content: inset(`Marks are laid side by side once everybody has locked: ${waits}.`) }
  const isOpen = progress.agreedAt === null && spec.agreed === 'consensus' && may(visit.actor, 'tendering.manage')
  const parts = spec.questions.map((question) =>
    questionPart(visit, evaluated, more, bid, { question, isOpen, errors }),
  )
  return {
    ...base,
    content: isOpen
      ? postForm({
          action: at(tender.tenderRef, `/moderation/${visit.params['number']}`),
          csrf: visit.csrf,
          content: html`${parts}${submit('Save the agreed marks', { href: at(tender.tenderRef, '/moderation'), text: 'Back to all bids' })}`,
        })
      : html`${parts}`,
  }
}

type Asked = {
  readonly question: Evaluated['spec']['questions'][number]
  readonly isOpen: boolean
  readonly errors: readonly FieldError[]
}

function questionPart(
  visit: Visit,
  evaluated: Evaluated,
  { scores, agreed }: OneBid,
  { bidRef, answers }: OpenedBid,
  { question, isOpen, errors }: Asked,
): Html {
  const { key, text } = question
  const given = scores.filter((score) => score.question === key)
  const now = agreed.find((one) => one.bidRef === bidRef && one.question === key)
  const same = new Set(given.map(({ mark }) => mark)).size === 1 ? String(given[0]?.mark ?? '') : ''
  return section(
    `${key}: ${text}`,
    html`${inset(answers.find((one) => one.key === key)?.text ?? 'No answer')}
    ${givenTable(given, evaluated.assessors, key)}
    ${
      isOpen
        ? html`${radiosField({
            name: `mark-${key}`,
            label: `Agreed mark for ${key}`,
            inline: true,
            small: true,
            value: typed(visit, `mark-${key}`) || (now ? markWords(now) : same),
            errors,
            choices: marksOf(evaluated.spec.scale).map((mark) => ({ value: String(mark), text: String(mark) })),
          })}
          ${textareaField({
            name: `reason-${key}`,
            label: `Why, for ${key}`,
            hint: 'Needed where the mark differs from one that was given. The bidder reads it in its summary; left empty, it reads the assessors’ own reasons',
            rows: 2,
            value: typed(visit, `reason-${key}`) || (now?.reason ?? ''),
            errors,
          })}`
        : html`<p class="govuk-body"><strong>Agreed: ${markWords(now)}.</strong> ${now?.reason ?? ''}</p>`
    }`,
  )
}

function givenTable(given: readonly Score[], assessors: readonly Assessor[], key: string): Html {
  const who = (ref: string): Assessor | undefined => assessors.find(({ officerRef }) => officerRef === ref)
  return dataTable({
    caption: `Marks given for ${key}`,
    captionHidden: true,
    folds: true,
    rows: given,
    columns: [
      {
        heading: 'Assessor',
        cell: ({ officerRef }) => {
          const one = who(officerRef)
          const gone = one?.status === 'left' || one?.status === 'excluded'
          return html`${one?.name ?? officerRef}${gone && small(one && counts(one) ? 'has left; the mark counts' : 'has left; the mark does not count')}`
        },
      },
      { heading: 'Mark', format: 'number', cell: ({ mark }) => mark },
      { heading: 'Why', cell: ({ reason }) => reason },
    ],
  })
}

export async function postAgreed(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const marks = Object.keys(visit.form).flatMap((name) => {
    const question = /^mark-(.+)$/.exec(name)?.[1]
    if (question === undefined || typed(visit, name) === '') return []
    return [{ question, mark: Number(typed(visit, name)), reason: typed(visit, `reason-${question}`) }]
  })
  const agreed = await agreeMarks(visit.shell, visit.actor, {
    tenderRef,
    bidder: Number(visit.params['number']),
    marks,
  })
  if (agreed.ok) return seeOther(at(tenderRef, '/moderation'), 'Agreed marks saved')
  return refusedAgreed(visit, agreed.error)
}

function refusedAgreed(visit: Visit, error: AgreeOneRefusal): Promise<Reply> | Reply {
  if (!('question' in error)) {
    const nothing = error.why === 'nothing agreed'
    if (!nothing) return error.why === 'no such tender' ? notFound() : seeOther(at(refOf(visit), '/moderation'))
    const first = Object.keys(visit.form).find((name) => name.startsWith('reason-')) ?? 'reason-'
    return showModerationOf(visit, [{ field: first.replace('reason', 'mark'), message: 'Select an agreed mark' }])
  }
  const { question, why } = error
  if (why === 'a change needs a reason')
    return showModerationOf(visit, [
      { field: `reason-${question}`, message: `Say why ${question} has this mark and not the one that was given` },
    ])
  return showModerationOf(visit, [{ field: `mark-${question}`, message: `Select a mark of the scale for ${question}` }])
}
