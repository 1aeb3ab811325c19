/** What an assessor sees: the declaration first, then answers and their own marks, never a price, another’s mark or, where the tender is blind, a name. */
import { counted } from '#src/base/counted.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { details } from '#src/platform/pages/components.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { inset, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import { sizeWords } from '#src/tendering/bids/bid-words.ts'
import {
  declareConflict,
  type GiveRefusal,
  giveMarks,
  lockOwnScores,
} from '#src/tendering/evaluation/assess-commands.ts'
import { type Assessor, marksOf, type Score, unmarked } from '#src/tendering/evaluation/assessor.ts'
import { type Evaluated, listOwnScores, readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, bidderName, frame, namesOf, pageOf, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { listModelAnswers } from '#src/tendering/tenders/preparation.store.ts'
import { paragraphs } from '#src/tendering/tenders/tender-view.page.ts'

// --- the declaration

export async function showDeclaration(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { actor, shell } = visit
  const evaluated = await shell.read(actor, (tx) => readEvaluated(tx, refOf(visit)))
  const me = evaluated?.assessors.find(({ officerRef }) => officerRef === actor.id)
  if (!evaluated || !me) return notFound()
  if (me.status !== 'named') return seeOther(at(refOf(visit), '/evaluation'))
  return page(
    {
      ...frame(evaluated, 'evaluation', 'Do you have a conflict of interest?', errors),
      tabs: [],
      content: declarationForm(visit, errors),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const declarationForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), '/declaration'),
    csrf: visit.csrf,
    content: html`<p class="govuk-body">Think of money, family and friends, other work, and anything that others might see as a tie to a provider that may bid. You see nothing of a bid before you have declared.</p>
    ${radiosField({
      name: 'conflict',
      label: 'Your declaration',
      size: 'hidden',
      value: typed(visit, 'conflict'),
      errors,
      choices: [
        { value: 'none', text: 'I have no conflict of interest' },
        {
          value: 'conflict',
          text: 'I have, or may be seen to have, a conflict of interest',
          hint: 'The manager of the tender decides whether you can assess',
          conditional: textareaField({
            name: 'words',
            label: 'What is it?',
            rows: 3,
            value: typed(visit, 'words'),
            errors,
          }),
        },
      ],
    })}
    ${submit('Declare')}`,
  })

export async function postDeclaration(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const answer = typed(visit, 'conflict')
  if (answer === '')
    return showDeclaration(visit, [{ field: 'conflict', message: 'Select whether you have a conflict' }])
  const conflict = answer === 'conflict' ? typed(visit, 'words') : undefined
  const declared = await declareConflict(visit.shell, visit.actor, { tenderRef, conflict })
  if (declared.ok) return seeOther(at(tenderRef, conflict === undefined ? '/scoring' : '/evaluation'), 'Declared')
  if (declared.error === 'no words')
    return showDeclaration(visit, [{ field: 'words', message: 'Say what the conflict is' }])
  return declared.error === 'declared already' ? seeOther(at(tenderRef, '/evaluation')) : notFound()
}

// --- one's own marks

type Scoring = {
  readonly evaluated: Evaluated
  readonly me: Assessor
  readonly scores: readonly Score[]
  readonly names: ReadonlyMap<string, string>
  readonly models: ReadonlyMap<string, string>
}

/** The assessor's own; whoever has not declared, or is no assessor, is told so and sees nothing. */
async function readScoring(visit: Visit): Promise<Scoring | Reply> {
  const { actor, shell } = visit
  const tenderRef = refOf(visit)
  const found = await shell.view(actor, `tender:${tenderRef}`, async (tx): Promise<Partial<Scoring>> => {
    const evaluated = await readEvaluated(tx, tenderRef)
    if (!evaluated) return {}
    const me = evaluated.assessors.find(({ officerRef }) => officerRef === actor.id)
    if (!me) return { evaluated }
    if (!['assessing', 'locked'].includes(me.status)) return { evaluated, me }
    return {
      ...{ evaluated, me },
      scores: await listOwnScores(tx, tenderRef, actor.id),
      names: evaluated.spec.blind ? new Map<string, string>() : await namesOf(tx, evaluated),
      models: new Map((await listModelAnswers(tx, tenderRef)).map(({ question, answer }) => [question, answer])),
    }
  })
  const { evaluated, me, scores, names, models } = found
  if (!evaluated) return notFound()
  if (!me) return forbidden('Only the assessors of this tender score it. Its manager can name you as one.')
  if (me.status === 'named') return seeOther(at(tenderRef, '/declaration'))
  if (!scores || !names || !models) return forbidden('You do not assess this tender now.')
  return { evaluated, me, scores, names, models }
}

const isReply = (found: Scoring | Reply): found is Reply => 'reply' in found

export async function showScoring(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const found = await readScoring(visit)
  if (isReply(found)) return found
  return page(scoringView(visit, found, errors), { status: errors.length > 0 ? 400 : 200 })
}

function scoringView(visit: Visit, { evaluated, me, scores, names }: Scoring, errors: readonly FieldError[]): Page {
  const { tender, numbers, bids } = evaluated
  const left = unmarked(
    me,
    bids.map(({ bidRef }) => bidRef),
    scores,
  )
  const ordered = bids.toSorted((a, b) => (numbers.get(a.bidRef) ?? 0) - (numbers.get(b.bidRef) ?? 0))
  const isOpened = tender.status === 'opened'
  return {
    ...frame(evaluated, 'evaluation', 'Your scores', errors),
    tabs: [],
    content: html`<p class="govuk-body">You score ${me.questions.join(', ')}. Nobody sees your marks before everybody has locked theirs.</p>
    ${!isOpened && tender.status === 'published' && inset('The bids are still sealed. You can score once they are opened.')}
    ${queue<OpenedBid>({
      noun: { one: 'bid', many: 'bids' },
      url: visit.url,
      ...pageOf(ordered, visit),
      columns: [
        {
          heading: 'Bidder',
          cell: ({ bidRef }) =>
            link(bidderName(evaluated, names, bidRef), at(tender.tenderRef, `/scoring/${numbers.get(bidRef)}`)),
        },
        { heading: 'Your marks', cell: ({ bidRef }) => ownMarks(me, scores, bidRef) },
      ],
    })}`,
    aside: whatHappensNext(lockPart(visit, me, left, isOpened && bids.length > 0)),
  }
}

function ownMarks({ questions }: Assessor, scores: readonly Score[], bidRef: string): Html {
  const given = scores.filter((score) => score.bidRef === bidRef && questions.includes(score.question))
  if (given.length === 0) return statusTag({ text: 'Not scored', colour: 'yellow' })
  return html`${questions.map((key) => `${key}: ${given.find(({ question }) => question === key)?.mark ?? 'none'}`).join(', ')}`
}

function lockPart(visit: Visit, me: Assessor, left: number, isOpened: boolean): Html {
  if (me.status === 'locked') return html`<p class="govuk-body">You have locked your scores. They change no more.</p>`
  if (!isOpened) return html`<p class="govuk-body">Wait for the opening of the bids.</p>`
  if (left > 0)
    return html`<p class="govuk-body">${counted(left, 'mark is', 'marks are')} still to be given. Then you lock your scores.</p>`
  return html`<p class="govuk-body">All is scored. Once locked, your marks change no more and can be laid beside the others’.</p>
    ${postForm({ action: at(refOf(visit), '/scoring/lock'), csrf: visit.csrf, content: submit('Lock your scores') })}`
}

export async function postLock(visit: Visit): Promise<Reply> {
  const locked = await lockOwnScores(visit.shell, visit.actor, refOf(visit))
  if (locked.ok) return seeOther(at(refOf(visit), '/evaluation'), 'Your scores are locked')
  if (locked.error === 'no such tender' || locked.error === 'not an assessor') return notFound()
  return seeOther(at(refOf(visit), '/scoring'))
}

// --- one bid

export async function showScoringOf(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const found = await readScoring(visit)
  if (isReply(found)) return found
  const bid = bidAt(found.evaluated, visit.params['number'])
  return bid ? page(bidView(visit, found, bid, errors), { status: errors.length > 0 ? 400 : 200 }) : notFound()
}

const bidAt = ({ bids, numbers }: Evaluated, number: string | undefined): OpenedBid | undefined =>
  bids.find(({ bidRef }) => String(numbers.get(bidRef)) === number)

function bidView(visit: Visit, found: Scoring, bid: OpenedBid, errors: readonly FieldError[]): Page {
  const { evaluated, me, names } = found
  const { spec, tender } = evaluated
  const questions = spec.questions.filter(({ key }) => me.questions.includes(key))
  const number = visit.params['number'] ?? ''
  const isOpen = me.status === 'assessing' && tender.status === 'opened'
  const parts = questions.map((question) => questionPart(visit, found, bid, { question, isOpen, errors }))
  return {
    ...frame(evaluated, 'evaluation', bidderName(evaluated, names, bid.bidRef), errors),
    tabs: [],
    content: isOpen
      ? postForm({
          action: at(tender.tenderRef, `/scoring/${number}`),
          csrf: visit.csrf,
          content: html`${parts}${submit('Save your marks', { href: at(tender.tenderRef, '/scoring'), text: 'Back to all bids' })}`,
        })
      : html`${parts}<p class="govuk-body">${link('Back to all bids', at(tender.tenderRef, '/scoring'))}</p>`,
  }
}

type Asked = {
  readonly question: Evaluated['spec']['questions'][number]
  readonly isOpen: boolean
  readonly errors: readonly FieldError[]
}

function questionPart(
  visit: Visit,
  { evaluated, scores, models, me }: Scoring,
  bid: OpenedBid,
  { question, isOpen, errors }: Asked,
): Html {
  const { key, text, weight, least } = question
  const answer = bid.answers.find((one) => one.key === key)
  const own = scores.find(
    (score) => score.bidRef === bid.bidRef && score.question === key && score.officerRef === me.officerRef,
  )
  const model = models.get(key)
  const label = (mark: number): string => evaluated.spec.scale.marks.find((one) => one.mark === mark)?.label ?? ''
  return section(
    `${key}: ${text}`,
    html`<p class="govuk-body-s">${weight}% of the whole${least === null ? '' : `; ${least} is the least that passes`}. ${answer?.words ?? 0} words.</p>
    ${model !== undefined && model !== '' && details({ summaryText: `What a good answer to ${key} says`, html: paragraphs(model) })}
    ${inset(paragraphs(answer?.text ?? 'No answer'))}
    ${fileLinks(visit, bid, key)}
    ${
      isOpen
        ? html`${radiosField({
            name: `mark-${key}`,
            label: `Your mark for ${key}`,
            small: true,
            value: typed(visit, `mark-${key}`) || String(own?.mark ?? ''),
            errors,
            choices: marksOf(evaluated.spec.scale).map((mark) => ({
              value: String(mark),
              text: `${mark}${label(mark) === '' ? '' : `, ${label(mark)}`}`,
            })),
          })}
          ${textareaField({
            name: `reason-${key}`,
            label: `Why this mark for ${key}?`,
            hint: 'The bidder may read it in its summary',
            rows: 3,
            value: typed(visit, `reason-${key}`) || (own?.reason ?? ''),
            errors,
          })}`
        : html`<p class="govuk-body"><strong>Your mark: ${own?.mark ?? 'none'}.</strong> ${own?.reason ?? ''}</p>`
    }`,
  )
}

/** Without their names, which could tell whose they are. */
const fileLinks = ({ params }: Visit, bid: OpenedBid, question: string): Html =>
  html`${bid.files
    .filter(({ about }) => about === question)
    .map(
      ({ file, bytes }) =>
        html`<p class="govuk-body">${link(`File ${file}`, at(refOf({ params }), `/scoring/${params['number']}/files/${file}`))} (${sizeWords(bytes)})</p>`,
    )}`

export async function postMarks(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const number = Number(visit.params['number'])
  const marks = Object.keys(visit.form).flatMap((name) => {
    const question = /^mark-(.+)$/.exec(name)?.[1]
    if (question === undefined || typed(visit, name) === '') return []
    return [{ question, mark: Number(typed(visit, name)), reason: typed(visit, `reason-${question}`) }]
  })
  const bare = Object.keys(visit.form).find(
    (name) =>
      name.startsWith('reason-') && typed(visit, name) !== '' && typed(visit, name.replace('reason', 'mark')) === '',
  )
  if (bare !== undefined)
    return showScoringOf(visit, [
      { field: bare.replace('reason', 'mark'), message: 'Select the mark that your reason is for' },
    ])
  const given = await giveMarks(visit.shell, visit.actor, { tenderRef, bidder: number, marks })
  if (given.ok) return seeOther(at(tenderRef, '/scoring'), `Marks of bidder ${number} saved`)
  return refusedMarks(visit, given.error)
}

function refusedMarks(visit: Visit, error: GiveRefusal): Promise<Reply> | Reply {
  if ('question' in error) {
    const field = error.why === 'no reason' ? 'reason' : 'mark'
    const message =
      error.why === 'no reason'
        ? `Say why you gave this mark for ${error.question}`
        : `Select a mark for ${error.question}`
    if (error.why !== 'may not score now')
      return showScoringOf(visit, [{ field: `${field}-${error.question}`, message }])
    return seeOther(at(refOf(visit), '/evaluation'))
  }
  if (error.why !== 'nothing marked') return notFound()
  const first =
    Object.keys(visit.form)
      .find((name) => name.startsWith('reason-'))
      ?.slice('reason-'.length) ?? ''
  return showScoringOf(visit, [{ field: `mark-${first}`, message: 'Select a mark' }])
}
