/** A member's side of what is bought together: what it wants of its own lots, what came of them, and its own decision. */
import { formatInstant } from '#src/base/day.ts'
import { parsePounds } from '#src/base/money.ts'
import { listArrangements } from '#src/councils/index.ts'
import { may, visitorOf } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  moneyField,
  numberField,
  postForm,
  radiosField,
  submit,
  textareaField,
  textField,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { AWARD_STATUS_WORDS, type Award, AUTHORITY_WORDS, type Authority } from '#src/tendering/awards/award.ts'
import {
  awardForMember,
  decideJointPart,
  publishedToMember,
  tellPart,
} from '#src/tendering/joint/joint-tender-commands.ts'
import { type JointPart, lotsOfMember, type WantedLot } from '#src/tendering/joint/joint-tender.ts'
import { findPart, listParts } from '#src/tendering/joint/joint-tender.store.ts'
import type { Lot, Spec } from '#src/tendering/tenders/spec.ts'
import { listPublished } from '#src/tendering/tenders/tender-list.store.ts'

const CRUMB = { text: 'Bought together', href: '/joint-tenders' }
const MOST = 100

/** The tenders of the arrangements that this council is a member of, as everybody may read them. */
export async function listJointTenders({ actor, shell }: Visit): Promise<Reply> {
  const joined = (await listArrangements(shell.database, actor.council)).filter(({ status }) => status === 'member')
  const tenders = []
  for (const { jointCouncil, jointName } of joined) {
    const found = await shell.read(visitorOf(jointCouncil), (tx) => listPublished(tx, {}, { offset: 0, limit: MOST }))
    tenders.push(...found.tenders.map((one) => ({ ...one, jointCouncil, jointName })))
  }
  const parts = new Map(
    (await shell.read(actor, listParts)).map((part) => [`${part.jointCouncil} ${part.tenderRef}`, part]),
  )
  return page({
    title: 'Bought together',
    section: 'tendering',
    breadcrumbs: [{ text: 'Tendering', href: '/tenders' }, { text: CRUMB.text }],
    content: html`<p class="govuk-body">Tenders of the ${link('joint arrangements', '/joint')} that this council is a member of.</p>
${dataTable({
  caption: CRUMB.text,
  captionHidden: true,
  rows: tenders,
  empty: 'No tender has been published together with other councils.',
  columns: [
    {
      heading: 'Tender',
      cell: (one) =>
        html`${link(one.title, `/joint-tenders/${one.jointCouncil}/${one.tenderRef}`)}${small(`${one.tenderRef}, ${one.jointName}`)}`,
    },
    { heading: 'Bids until', cell: (one) => formatInstant(one.closesAt) },
    { heading: 'This council', cell: (one) => partWords(parts.get(`${one.jointCouncil} ${one.tenderRef}`)) },
  ],
})}`,
  })
}

const partWords = (part: JointPart | undefined): string =>
  !part
    ? 'Has not said what it wants'
    : part.decision === null
      ? 'Has said what it wants'
      : part.decision === 'agreed'
        ? 'Took up its lots'
        : 'Declined'

type Typed = { readonly form: Readonly<Record<string, string>>; readonly errors: readonly FieldError[] }
const NOTHING: Typed = { form: {}, errors: [] }

const which = ({ params }: Visit) => ({ jointCouncil: Number(params['council']), tenderRef: params['ref'] ?? '' })

export async function showJointTender(visit: Visit, typed: Typed = NOTHING): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const asked = which(visit)
  const published = Number.isSafeInteger(asked.jointCouncil) ? await publishedToMember(shell, actor, asked) : undefined
  if (!published) return notFound()
  const { spec, closesAt } = published
  const part = await shell.read(actor, (tx) => findPart(tx, asked.jointCouncil, asked.tenderRef))
  const award = await awardForMember(shell, actor, asked, spec)
  const lots = lotsOfMember(spec, actor.council)
  const action = `/joint-tenders/${asked.jointCouncil}/${asked.tenderRef}`
  return page(
    {
      title: spec.title,
      caption: `Bought together, ${asked.tenderRef}`,
      section: 'tendering',
      breadcrumbs: [{ text: 'Tendering', href: '/tenders' }, CRUMB, { text: asked.tenderRef }],
      errors: typed.errors,
      content: html`${summary([
        { key: 'Summary', value: spec.summary },
        { key: 'Bids until', value: formatInstant(closesAt) },
        { key: 'Award', value: award ? AWARD_STATUS_WORDS[award.status] : 'Not decided yet' },
        part?.decision != null && {
          key: 'This council',
          value: html`${part.decision === 'agreed' ? 'Took up its lots' : 'Declined'}, ${part.decidedByName} (${part.reference}): ${part.reason}`,
        },
        part?.ownTenderRef != null && {
          key: 'Its own awards',
          value: link(part.ownTenderRef, `/tenders/${part.ownTenderRef}`),
        },
      ])}
${section('Your lots', lotsTable(lots, part))}
${award && award.lots.length > 0 && section('What your lots were won by', wonTable(award))}
${may(actor, 'tendering.manage') && !part?.decision && section('What you want', wantForm(action, csrf, lots, part, typed))}
${may(actor, 'tendering.decide') && !part?.decision && award?.status === 'awarded' && section('Your council’s decision', decideForm(action, csrf, typed))}`,
    },
    { status: typed.errors.length > 0 ? 400 : 200 },
  )
}

const lotsTable = (lots: readonly Lot[], part: JointPart | undefined): Html => {
  const wanted = new Map(part?.lots.map((one) => [one.lot, one]))
  return dataTable({
    caption: 'Your lots',
    captionHidden: true,
    rows: lots,
    empty: 'No lot of this tender lies in your council’s zones.',
    columns: [
      { heading: 'Lot', cell: (lot) => html`${lot.lot} ${lot.title}` },
      { heading: 'Providers', format: 'number', cell: (lot) => lot.places },
      {
        heading: 'Hours a week wanted',
        format: 'number',
        cell: (lot) => wanted.get(lot.lot)?.hoursAWeek.toLocaleString('en-GB') ?? 'Not said',
      },
      {
        heading: 'Estimated',
        format: 'number',
        cell: (lot) => money(wanted.get(lot.lot)?.estimatedPence),
      },
    ],
  })
}

const wonTable = ({ lots }: Award): Html =>
  dataTable({
    caption: 'What your lots were won by',
    captionHidden: true,
    rows: lots.filter(({ setAside }) => setAside === null),
    empty: 'None of your lots was won.',
    columns: [
      { heading: 'Lot', cell: ({ lot }) => lot },
      { heading: 'Rank', format: 'number', cell: ({ rank }) => rank },
      { heading: 'Provider', cell: ({ organisationName }) => organisationName },
      { heading: 'Price compared', format: 'number', cell: ({ priceTotalPence }) => money(priceTotalPence) },
    ],
  })

const wantForm = (
  action: string,
  csrf: string,
  lots: readonly Lot[],
  part: JointPart | undefined,
  { form, errors }: Typed,
): Html =>
  lots.length === 0
    ? html`<p class="govuk-body">There is nothing to say.</p>`
    : postForm({
        action: `${action}/want`,
        csrf,
        content: html`${inset('No other council of the arrangement reads this.')}${lots.map(({ lot, title }) => {
          const wanted = part?.lots.find((one) => one.lot === lot)
          return html`<h3 class="govuk-heading-s">${lot} ${title}</h3>${numberField({
            name: `hours-${lot}`,
            label: `Hours a week, ${lot}`,
            value: form[`hours-${lot}`] ?? String(wanted?.hoursAWeek ?? ''),
            errors,
          })}${moneyField({
            name: `worth-${lot}`,
            label: `Estimated over the whole term, ${lot}`,
            value: form[`worth-${lot}`] ?? wanted?.estimatedPence ?? '',
            width: 10,
            errors,
          })}`
        })}${submit('Save what you want')}`,
      })

const decideForm = (action: string, csrf: string, { form, errors }: Typed): Html =>
  postForm({
    action: `${action}/decide`,
    csrf,
    content: html`${radiosField({
      name: 'answer',
      label: 'Does your council take up its lots?',
      value: form['answer'] ?? '',
      choices: [
        { value: 'agreed', text: 'Yes: contracts are made for its own lots' },
        { value: 'declined', text: 'No' },
      ],
      errors,
    })}${radiosField({
      name: 'authority',
      label: 'Who decides',
      value: form['authority'] ?? '',
      choices: Object.entries(AUTHORITY_WORDS).map(([value, text]) => ({ value, text })),
      errors,
    })}${textField({ name: 'reference', label: 'Reference of the delegation or minute', value: form['reference'] ?? '', width: 20, errors })}${textareaField(
      { name: 'reason', label: 'Reason', value: form['reason'] ?? '', rows: 3, errors },
    )}${submit('Decide')}`,
  })

const typedForm = (visit: Visit): Record<string, string> =>
  Object.fromEntries(Object.keys(visit.form).map((name) => [name, typedText(visit.form, name)]))

export async function postWanted(visit: Visit): Promise<Reply> {
  const asked = which(visit)
  const published = await publishedToMember(visit.shell, visit.actor, asked)
  if (!published) return notFound()
  const form = typedForm(visit)
  const read = readWanted(published.spec, visit.actor.council, form)
  if (read.errors.length > 0) return showJointTender(visit, { form, errors: read.errors })
  const told = await tellPart(visit.shell, visit.actor, { ...asked, lots: read.lots })
  if (told.ok) return seeOther(visit.url.replace(/\/want$/, ''), 'What your council wants has been saved.')
  if (told.error === 'no such tender') return notFound()
  const WORDS = {
    'a lot of another council': 'One of the lots is another council’s. Reload the page',
    'not a number': 'Enter whole hours and an amount',
    'decided already': 'Your council has decided already: what it wants stays as it was',
  }
  return showJointTender(visit, { form, errors: [{ field: '', message: WORDS[told.error] }] })
}

function readWanted(
  spec: Spec,
  member: number,
  form: Readonly<Record<string, string>>,
): { lots: WantedLot[]; errors: FieldError[] } {
  const errors: FieldError[] = []
  const lots = lotsOfMember(spec, member).map(({ lot }) => {
    const hours = (form[`hours-${lot}`] ?? '').replaceAll(',', '').trim()
    const estimatedPence = parsePounds(form[`worth-${lot}`] ?? '')
    if (!/^\d{1,6}$/.test(hours))
      errors.push({ field: `hours-${lot}`, message: `Enter the hours a week of ${lot} as a whole number` })
    if (estimatedPence === undefined)
      errors.push({ field: `worth-${lot}`, message: `Enter what ${lot} is worth, such as 250000` })
    return { lot, hoursAWeek: Number(hours), estimatedPence: estimatedPence ?? 0 }
  })
  return { lots, errors }
}

const REFUSED = {
  'not awarded yet': 'The arrangement has not made its award yet',
  'nothing was won there': 'None of your lots was won',
  'taken up already': 'Your council has decided already',
  'no reference': 'Enter the reference of the delegation or minute',
  'no reason': 'Enter the reason',
} as const

export async function postMemberDecision(visit: Visit): Promise<Reply> {
  const form = typedForm(visit)
  const { answer, authority } = form
  const errors: FieldError[] = []
  if (answer !== 'agreed' && answer !== 'declined') errors.push({ field: 'answer', message: 'Choose yes or no' })
  if (authority === undefined || !(authority in AUTHORITY_WORDS))
    errors.push({ field: 'authority', message: 'Choose who decides' })
  if (errors.length > 0) return showJointTender(visit, { form, errors })
  const decided = await decideJointPart(visit.shell, visit.actor, {
    ...which(visit),
    answer: answer as 'agreed' | 'declined',
    authority: authority as Authority,
    reference: form['reference'] ?? '',
    reason: form['reason'] ?? '',
  })
  if (decided.ok) {
    const { ownTenderRef } = decided.value
    return seeOther(
      visit.url.replace(/\/decide$/, ''),
      ownTenderRef === null
        ? 'Your council has declined its lots.'
        : `Your council has taken up its lots: ${ownTenderRef}.`,
    )
  }
  if (decided.error === 'no such tender') return notFound()
  const field = decided.error === 'no reference' ? 'reference' : decided.error === 'no reason' ? 'reason' : ''
  return showJointTender(visit, { form, errors: [{ field, message: REFUSED[decided.error] }] })
}
