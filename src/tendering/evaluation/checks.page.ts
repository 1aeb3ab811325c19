/** Conditions of participation and grounds to exclude, bid by bid. */
import { may } from '#src/platform/actor.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { listRegistered } from '#src/providers/index.ts'
import type { OpenedBid } from '#src/tendering/bids/bid.ts'
import {
  type ConditionCheck,
  type ExclusionCheck,
  type ExclusionRefusal,
  GROUNDS,
  personalCareSentence,
  uncheckedOf,
} from '#src/tendering/evaluation/check.ts'
import { checkConditionOf, checkExclusion, type WhoseRefusal } from '#src/tendering/evaluation/check-commands.ts'
import { listChecks } from '#src/tendering/evaluation/check.store.ts'
import type { Evaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, frame, look, type Looked, pageOf, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { whyOut } from '#src/tendering/evaluation/outcome.ts'
import type { Read } from '#src/platform/database.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'

type Checks = {
  readonly names: ReadonlyMap<string, string>
  readonly conditions: readonly ConditionCheck[]
  readonly exclusions: readonly ExclusionCheck[]
  readonly registered: ReadonlySet<string>
}

async function readChecks(tx: Read, evaluated: Evaluated): Promise<Checks> {
  const bidders = await listRegistered(
    tx,
    evaluated.bids.map(({ organisationRef }) => organisationRef),
  )
  return {
    ...(await listChecks(tx, evaluated.tender.tenderRef)),
    names: new Map([...bidders].map(([ref, { name }]) => [ref, name])),
    registered: new Set([...bidders].flatMap(([ref, { forPersonalCare }]) => (forPersonalCare ? [ref] : []))),
  }
}

const nameOf = (names: ReadonlyMap<string, string>, ref: string): string => names.get(ref) ?? ref

export const showChecks = (visit: Visit): Promise<Reply> =>
  look(visit, readChecks, ({ evaluated, more }) => ({
    ...frame(evaluated, 'checks', 'Checks'),
    content: html`<p class="govuk-body">Every bid is checked before prices are opened: the conditions of participation, and whether there is a ground to exclude the bidder.</p>
    ${queue<OpenedBid>({
      noun: { one: 'bid', many: 'bids' },
      url: visit.url,
      ...pageOf(evaluated.bids, visit),
      columns: [
        {
          heading: 'Bidder',
          cell: ({ bidRef, organisationRef }) =>
            html`${link(nameOf(more.names, organisationRef), at(evaluated.tender.tenderRef, `/checks/${bidRef}`))}${small(bidRef)}`,
        },
        { heading: 'Where it is', cell: ({ bidRef }) => whereItIs(evaluated, more, bidRef) },
      ],
    })}`,
  }))

function whereItIs({ spec, bids }: Evaluated, { conditions, exclusions, registered }: Checks, bidRef: string): Html {
  const why = whyOut({ spec, conditions, exclusions }, bidRef)
  if (why.length > 0) return html`${bad('Out')}${small(why.join('; '))}`
  const open = uncheckedOf(spec, bidRef, conditions, exclusions)
  if (open.length > 0) return html`${statusTag({ text: 'To check', colour: 'yellow' })}${small(open.join(', '))}`
  const care = spec.conditions.some(({ kind }) => kind === 'cqc_personal_care')
  const isRegistered = bids.some((bid) => bid.bidRef === bidRef && registered.has(bid.organisationRef))
  return html`${statusTag({ text: 'Checked', colour: 'green' })}${care && !isRegistered && small(bad('The register does not show personal care'))}`
}

// --- one bid

export const showChecksOf = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readChecks, (found) => oneView(visit, found, errors), {
    status: errors.length > 0 ? 400 : 200,
    readsBid: true,
  })

function oneView(visit: Visit, { evaluated, more }: Looked<Checks>, errors: readonly FieldError[]): Page | undefined {
  const bid = evaluated.bids.find(({ bidRef }) => bidRef === visit.params['bid'])
  if (!bid) return undefined
  const { spec, tender } = evaluated
  const isOpen = may(visit.actor, 'tendering.manage') && tender.status === 'opened'
  const name = nameOf(more.names, bid.organisationRef)
  const own = more.exclusions.filter(({ bidRef }) => bidRef === bid.bidRef)
  return {
    ...frame(evaluated, 'checks', name, errors),
    content: html`<p class="govuk-body">${link(`${name} in the register`, `/providers/${bid.organisationRef}`)}</p>
    ${spec.conditions.map((condition) => conditionPart(visit, more, bid, { condition, isOpen, errors }))}
    ${section('Grounds to exclude', html`${exclusionTable(own)}${isOpen && exclusionForm(visit, bid, errors)}`)}
    ${bid.subcontractors.length > 0 && section('Subcontractors, to whom the grounds apply too', html`${bid.subcontractors.map(({ name: who, work }) => html`<p class="govuk-body">${who}: ${work}</p>`)}`)}`,
  }
}

type AskedCondition = {
  readonly condition: Condition
  readonly isOpen: boolean
  readonly errors: readonly FieldError[]
}

function conditionPart(
  visit: Visit,
  { conditions, registered }: Checks,
  bid: OpenedBid,
  { condition, isOpen, errors }: AskedCondition,
): Html {
  const { key, kind, text } = condition
  const said = bid.conditions.find((one) => one.key === key)
  const check = conditions.find((one) => one.bidRef === bid.bidRef && one.condition === key)
  const files = bid.files.filter(({ about }) => about === key)
  const isRegistered = registered.has(bid.organisationRef)
  const mine = typed(visit, 'condition') === key
  return section(
    `${key}: ${text}`,
    html`${summary([
      {
        key: 'The bidder says',
        value: said ? html`${said.met ? 'Met' : bad('Not met')}${said.text !== '' && small(said.text)}` : 'Nothing',
      },
      files.length > 0 && {
        key: 'Files',
        value: html`${files.map(({ file, name }) => html`${link(name, at(refOf(visit), `/bids/${bid.bidRef}/files/${file}`))} `)}`,
      },
      kind === 'cqc_personal_care' && {
        key: 'The register says',
        value: isRegistered ? personalCareSentence(true) : bad(personalCareSentence(false)),
      },
      check !== undefined && {
        key: 'Checked',
        value: html`${check.met ? 'Met' : bad('Not met')}: ${check.evidence}${small(check.byName)}`,
      },
    ])}
    ${
      isOpen &&
      postForm({
        action: at(refOf(visit), `/checks/${bid.bidRef}/conditions`),
        csrf: visit.csrf,
        content: html`<input type="hidden" name="condition" value="${key}">${radiosField({
          name: `met-${key}`,
          label: `Does the bid meet ${key}?`,
          inline: true,
          small: true,
          value: mine ? typed(visit, `met-${key}`) : check ? (check.met ? 'yes' : 'no') : '',
          errors,
          choices: [
            { value: 'yes', text: 'Yes' },
            { value: 'no', text: 'No' },
          ],
        })}
        ${textField({
          name: `evidence-${key}`,
          label: `What you looked at for ${key}`,
          value: mine
            ? typed(visit, `evidence-${key}`)
            : (check?.evidence ?? (kind === 'cqc_personal_care' && isRegistered ? personalCareSentence(true) : '')),
          errors,
        })}
        ${submit(`Save the check of ${key}`)}`,
      })
    }`,
  )
}

const OUTCOMES: Readonly<Record<ExclusionCheck['outcome'], string>> = {
  clear: 'Nothing found',
  kept: 'A ground, and not excluded',
  excluded: 'Excluded',
}

const exclusionTable = (checks: readonly ExclusionCheck[]): Html =>
  dataTable({
    caption: 'Checks made',
    captionHidden: true,
    rows: checks.toReversed(),
    empty: 'Not checked yet.',
    columns: [
      {
        heading: 'Outcome',
        cell: ({ outcome }) => (outcome === 'excluded' ? bad(OUTCOMES[outcome]) : OUTCOMES[outcome]),
      },
      {
        heading: 'Evidence',
        cell: ({ evidence, selfCleaning }) =>
          html`${evidence}${selfCleaning !== '' && small(`Self-cleaning: ${selfCleaning}`)}`,
      },
      { heading: 'Debarment list of', cell: ({ debarmentDay }) => shortDay(debarmentDay) },
      { heading: 'By', cell: ({ byName }) => byName },
    ],
  })

const GROUND_WORDS: Readonly<Record<ExclusionCheck['ground'], string>> = {
  none: 'No ground was found',
  discretionary: 'A discretionary ground (schedule 7)',
  mandatory: 'A mandatory ground (schedule 6), or on the debarment list for one',
}

/** The questions of P-17: the award asks them too, when something is found later. */
export const exclusionFields = (visit: Visit, errors: readonly FieldError[]): Html => html`
  ${radiosField({
    name: 'ground',
    label: 'What was found?',
    value: typed(visit, 'ground'),
    errors,
    choices: GROUNDS.map((value) => ({ value, text: GROUND_WORDS[value] })),
  })}
  ${textareaField({ name: 'evidence', label: 'The evidence', hint: 'What was looked at, of associated persons and subcontractors too', rows: 2, value: typed(visit, 'evidence'), errors })}
  ${dayField({ name: 'debarment', label: 'The day on which you read the debarment list', value: typedDay(visit.form, 'debarment'), errors })}
  ${textareaField({ name: 'cleaning', label: 'With a ground: what the bidder has done to put it right', hint: 'Self-cleaning is considered before anything is decided', rows: 2, value: typed(visit, 'cleaning'), errors })}
  ${radiosField({
    name: 'continues',
    label: 'With a ground: what follows?',
    value: typed(visit, 'continues'),
    errors,
    choices: [
      { value: 'over', text: 'It does not continue and is not likely to recur: not excluded' },
      { value: 'keep', text: 'It continues; with a discretionary ground the bidder is kept' },
      { value: 'exclude', text: 'It continues: excluded' },
    ],
  })}`

const exclusionForm = (visit: Visit, { bidRef }: OpenedBid, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), `/checks/${bidRef}/exclusion`),
    csrf: visit.csrf,
    content: html`${exclusionFields(visit, errors)}${submit('Save the check for exclusion')}`,
  })

/** What was said of a ground; errors where something lacks. */
export function readExclusion(visit: Visit) {
  const ground = GROUNDS.find((one) => one === typed(visit, 'ground'))
  const day = readDay(visit.form, 'debarment')
  const continues = typed(visit, 'continues')
  const errors: FieldError[] = [
    ...(ground ? [] : [{ field: 'ground', message: 'Select what was found' }]),
    ...(day.ok ? [] : [{ field: 'debarment', message: 'Enter the day on which you read the debarment list' }]),
    ...(ground && ground !== 'none' && continues === ''
      ? [{ field: 'continues', message: 'Select what follows from the ground' }]
      : []),
  ]
  const said = {
    ground: ground ?? 'none',
    evidence: typed(visit, 'evidence'),
    debarmentDay: day.ok ? day.value : '',
    selfCleaning: typed(visit, 'cleaning'),
    continues: continues === 'keep' || continues === 'exclude',
    exclude: continues === 'exclude',
  }
  return { said, errors }
}

export function exclusionError(why: ExclusionRefusal): FieldError {
  switch (why) {
    case 'no evidence':
      return { field: 'evidence', message: 'Say what you looked at' }
    case 'debarment list not read':
      return { field: 'debarment', message: 'Enter the day on which you read the debarment list' }
    case 'debarment list read later':
      return { field: 'debarment', message: 'The day on which you read the list cannot be in the future' }
    case 'self-cleaning not considered':
      return { field: 'cleaning', message: 'Say what the bidder has done to put it right, or that it offered nothing' }
  }
}

export async function postExclusion(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const { said, errors } = readExclusion(visit)
  if (errors.length > 0) return showChecksOf(visit, errors)
  const checked = await checkExclusion(visit.shell, visit.actor, {
    tenderRef,
    bidRef: visit.params['bid'] ?? '',
    ...said,
  })
  if (checked.ok) return seeOther(at(tenderRef, '/checks'), OUTCOMES[checked.value])
  if (checked.error === 'no such bid') return notFound()
  return checked.error === 'ranked already'
    ? rankedAlready(visit)
    : showChecksOf(visit, [exclusionError(checked.error)])
}

const rankedAlready = (visit: Visit): Promise<Reply> =>
  showChecksOf(visit, [
    { field: 'ground', message: 'The ranking is confirmed. What is found now is decided on at the award' },
  ])

export async function postCondition(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const condition = typed(visit, 'condition')
  const met = typed(visit, `met-${condition}`)
  const evidence = typed(visit, `evidence-${condition}`)
  if (met === '')
    return showChecksOf(visit, [{ field: `met-${condition}`, message: `Select whether the bid meets ${condition}` }])
  const input = { tenderRef, bidRef: visit.params['bid'] ?? '', condition, met: met === 'yes', evidence }
  const checked = await checkConditionOf(visit.shell, visit.actor, input)
  if (checked.ok) return seeOther(at(tenderRef, `/checks/${visit.params['bid']}`), `${condition} is checked`)
  return conditionRefused(visit, checked.error, condition)
}

function conditionRefused(
  visit: Visit,
  why: WhoseRefusal | 'no such condition' | 'no evidence',
  condition: string,
): Promise<Reply> | Reply {
  switch (why) {
    case 'no evidence':
      return showChecksOf(visit, [
        { field: `evidence-${condition}`, message: `Say what you looked at for ${condition}` },
      ])
    case 'ranked already':
      return rankedAlready(visit)
    case 'no such bid':
    case 'no such condition':
      return notFound()
  }
}
