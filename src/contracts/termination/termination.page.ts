import { counted } from '#src/base/counted.ts'
import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { authorityFields, authorityIn } from '#src/contracts/changes/change.page.ts'
import { AUTHORITY_WORDS } from '#src/contracts/changes/change-words.page.ts'
import { findContractOn, type WholeContract } from '#src/contracts/contract.store.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { NOTICE_REASONS, REASON_WORDS } from '#src/contracts/notice/notice.ts'
import {
  type AskedTermination,
  GROUND_TITLES,
  isHeardFirst,
  noticesDue,
  TERMINATION_GROUNDS,
  terminationGrounds,
} from '#src/contracts/termination/termination.ts'
import {
  type DecideRefusal,
  decideTermination,
  proposeTermination,
  type ProposeRefusal,
} from '#src/contracts/termination/termination-commands.ts'
import {
  listTerminations,
  readRunning,
  type Running,
  type Termination,
} from '#src/contracts/termination/termination.store.ts'
import { getPolicy, type Policies } from '#src/councils/index.ts'
import { personBehind } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, showPanels } from '#src/platform/panels.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, money, small } from '#src/platform/pages/table.ts'

const NAMES = [
  'ground',
  'reason',
  'words',
  'evidence',
  'heard',
  'agreed',
  'authority',
  'delegation',
  'decision',
  'note',
] as const
type Typed = Readonly<Record<(typeof NAMES)[number], string>> & { readonly lastDay: Day | TypedDay }
type Form = { readonly typed: Typed; readonly errors: FieldError[] }

const NOTHING_TYPED = {
  ...{ ground: '', reason: '', words: '', evidence: '', heard: '', agreed: '', authority: 'role' },
  ...{ delegation: '', decision: '', note: '' },
}

/** A proposal to end a contract at once, or the form for one; with all that still runs and what is then to be published. */
export async function showTermination(
  { shell, actor, params, csrf }: Visit,
  house: House,
  form?: Form,
): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const errors = form?.errors ?? []
  return shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const whole = await findContractOn(tx, contractRef, today)
    if (!whole) return notFound()
    const all = await listTerminations(tx, contractRef)
    const proposed = all.find(({ state }) => state === 'proposed')
    const isEnded = all.some(({ state }) => state === 'decided')
    const typed = form?.typed ?? { ...NOTHING_TYPED, lastDay: today }
    const act = proposed
      ? html`${proposal(proposed, whole, today)}${
          proposed.proposedBy === personBehind(actor)
            ? inset('You proposed it: another officer decides.')
            : decideForm(contractRef, typed, await getPolicy(tx, 'contract-changes', today), csrf, errors)
        }`
      : isEnded
        ? inset('The contract was ended at once.')
        : proposeForm(whole, typed, csrf, errors)
    return page(
      {
        title: 'End a contract at once',
        caption: `Contract ${contractRef}, ${whole.contract.title}`,
        section: 'contracts',
        errors,
        breadcrumbs: [
          { text: 'Contracts', href: '/contracts' },
          { text: contractRef, href: `/contracts/${contractRef}` },
          { text: 'End at once' },
        ],
        content: html`${act}${section('What still runs', stillRuns(whole, await readRunning(tx, contractRef, today)))}${
          all.length > 0 && section('Proposals so far', historyTable(all))
        }${await showPanels(house, tx, actor, 'contract', contractRef)}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const proposeForm = (
  { contract: { contractRef }, particulars: { regime } }: WholeContract,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  html`<p class="govuk-body">Without the contract’s notice: for a breach, by agreement, or on a ground of its law. You propose it, and another officer decides. Once it is decided nobody new is placed, and continuity of care begins for everybody in placement.</p>${postForm(
    {
      action: `/contracts/${contractRef}/termination`,
      csrf,
      content: html`${hiddenField('do', 'propose')}${radiosField({
        ...{ name: 'ground', label: 'On which ground?', value: typed.ground, errors },
        choices: terminationGrounds(regime).map((ground) => ({ value: ground, text: GROUND_TITLES[ground] })),
      })}${radiosField({
        ...{ name: 'reason', label: 'Why must care move?', value: typed.reason, errors },
        choices: NOTICE_REASONS.map((reason) => ({ value: reason, text: REASON_WORDS[reason] })),
      })}${textareaField({
        ...{ name: 'words', label: 'Which term was broken, or what was agreed?', rows: 3, value: typed.words, errors },
        hint: 'For example, clause 14.2: two suspensions of the registration within a year',
      })}${textareaField({
        ...{ name: 'evidence', label: 'What shows it?', rows: 3, value: typed.evidence, errors },
        hint: 'Letters, reports and minutes, each with its date',
      })}${
        terminationGrounds(regime).some(isHeardFirst) &&
        checkboxesField({
          ...{ name: 'heard', label: 'Before a ground of the law is used', values: [typed.heard], errors },
          choices: [{ value: 'yes', text: 'The provider was told of the ground and the reasons, and could answer' }],
        })
      }${dayField({ name: 'lastDay', label: 'Last day of care', value: typed.lastDay, errors })}${submit('Propose to end it', { href: `/contracts/${contractRef}` })}`,
    },
  )}`

const proposal = (one: Termination, { particulars: { regime } }: WholeContract, today: Day): Html =>
  summary([
    { key: 'Ground', value: html`${GROUND_TITLES[one.ground]}${small(one.words)}` },
    { key: 'Why care must move', value: REASON_WORDS[one.reason] },
    { key: 'Evidence', value: one.evidence },
    { key: 'Last day of care', value: formatDay(one.lastDay) },
    { key: 'Proposed by', value: html`${one.proposedByName}${small(formatInstant(one.proposedAt))}` },
    {
      key: 'To be published',
      value: noticeWords(noticesDue(regime, one.ground, { today, lastDay: one.lastDay })),
    },
  ])

const noticeWords = (due: ReturnType<typeof noticesDue>): Html =>
  due.length === 0
    ? html`No notice under this law`
    : html`${due.map(({ code, by, why }) => html`<div>${code} by ${formatDay(by)}${small(why)}</div>`)}`

const decideForm = (
  contractRef: string,
  typed: Typed,
  policy: Policies['contract-changes'],
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/contracts/${contractRef}/termination`,
    csrf,
    content: html`${hiddenField('do', 'decide')}${radiosField({
      ...{ name: 'agreed', label: 'What do you decide?', value: typed.agreed, errors },
      choices: [
        { value: 'yes', text: 'The contract ends', conditional: authorityFields(typed, policy, errors) },
        { value: 'no', text: 'It does not end' },
      ],
    })}${textareaField({ name: 'note', label: 'Your reasons', rows: 3, value: typed.note, errors })}${submit('Decide', { href: `/contracts/${contractRef}` })}`,
  })

const stillRuns = ({ contract, terms, particulars }: WholeContract, running: Running): Html => {
  const block = terms?.blockMinutesPerWeek ?? null
  return summary([
    {
      key: 'Care',
      value: html`${counted(running.packages, 'package')}, ${money(running.weeklyPence)} a week`,
    },
    { key: 'Block', value: block === null ? 'As its rate card has it' : `${block / 60} hours a week` },
    { key: 'Leads in', value: running.leadsIn.length === 0 ? 'No zone' : running.leadsIn.join(', ') },
    running.hasTiers && { key: 'Prices', value: 'By tiers' },
    { key: 'Indicators', value: String(running.indicators) },
    particulars.extensionOptions.length > 0 && {
      key: 'Options to extend',
      value: `${particulars.extensionOptions.length}, which lapse with it`,
    },
    { key: 'Last day of its term', value: formatDay(lastDay(contract.toDay)) },
  ])
}

const STATE_WORDS: Readonly<Record<Termination['state'], string>> = {
  proposed: 'Waits for a second officer',
  decided: 'Ended',
  refused: 'Not ended',
}

const historyTable = (all: readonly Termination[]): Html =>
  dataTable({
    caption: 'Proposals so far',
    captionHidden: true,
    folds: true,
    rows: all,
    columns: [
      { heading: 'Ground', cell: (one) => html`${GROUND_TITLES[one.ground]}${small(one.words)}` },
      { heading: 'Last day', cell: (one) => formatDay(one.lastDay) },
      { heading: 'Proposed', cell: (one) => html`${one.proposedByName}${small(formatInstant(one.proposedAt))}` },
      {
        heading: 'Decided',
        cell: (one) =>
          html`${STATE_WORDS[one.state]}${one.decidedByName !== null && small(one.decidedByName)}${one.authorityWords !== null && small(one.authorityWords)}${one.note !== null && small(one.note)}`,
      },
    ],
  })

const LATE = {
  'contract not running': { field: 'lastDay', message: 'The contract does not run today' },
  'a day gone by': {
    field: 'lastDay',
    message: 'The last day has gone by: enter today or a later day, or propose it anew',
  },
  'not before its end': { field: 'lastDay', message: 'The contract ends by then without it' },
} as const

export const PROPOSE_WORDS: Readonly<Record<Exclude<ProposeRefusal, 'no such contract'>, FieldError>> = {
  ...LATE,
  'proposed already': { field: 'ground', message: 'It is proposed already: another officer decides that first' },
  'ended at once': { field: 'ground', message: 'The contract was ended at once already' },
  'not a ground of this regime': { field: 'ground', message: 'Choose a ground of the law that the contract is under' },
  'the provider was not heard': {
    field: 'heard',
    message: 'Tell the provider of the ground first, and hear its answer (section 78)',
  },
  'no reason given': { field: 'words', message: 'Say which term was broken, or what was agreed' },
  'no evidence': { field: 'evidence', message: 'Say what shows it' },
}

const DECIDE_WORDS: Readonly<Record<Exclude<DecideRefusal, 'no such contract'>, FieldError>> = {
  ...AUTHORITY_WORDS,
  'contract not running': { field: 'agreed', message: LATE['contract not running'].message },
  'a day gone by': { field: 'agreed', message: 'Its last day has gone by: decide no, and propose it anew' },
  'not before its end': { field: 'agreed', message: LATE['not before its end'].message },
  'nothing is proposed': { field: 'agreed', message: 'Somebody decided it meanwhile' },
  'not an officer': { field: 'agreed', message: 'An officer decides' },
  'proposed it': { field: 'agreed', message: 'You proposed it: another officer decides' },
  'no reason given': { field: 'note', message: 'Say why it does not end' },
}

export async function postTermination(visit: Visit, house: House): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const said = Object.fromEntries(NAMES.map((name) => [name, typedText(form, name)]))
  const typed: Typed = { ...NOTHING_TYPED, ...said, lastDay: typedDay(form, 'lastDay') }
  const again = (errors: FieldError[]) => showTermination(visit, house, { typed, errors })
  if (chosen(form, 'do')[0] === 'decide') {
    if (typed.agreed === '') return again([{ field: 'agreed', message: 'Choose whether it ends' }])
    const { note } = typed
    const isAgreed = typed.agreed === 'yes'
    const done = await decideTermination(shell, actor, { contractRef, isAgreed, note, authority: authorityIn(typed) })
    if (done.ok)
      return seeOther(`/contracts/${contractRef}`, isAgreed ? 'The contract ends' : 'It does not end at once')
    return done.error === 'no such contract' ? notFound() : again([DECIDE_WORDS[done.error]])
  }
  const { asked, errors } = readAsked(form, typed)
  if (!asked) return again(errors)
  const done = await proposeTermination(shell, actor, { contractRef, ...asked })
  if (done.ok) return seeOther(`/contracts/${contractRef}/termination`, 'It is proposed: another officer decides')
  return done.error === 'no such contract' ? notFound() : again([PROPOSE_WORDS[done.error]])
}

function readAsked(form: Visit['form'], typed: Typed): { asked?: AskedTermination; errors: FieldError[] } {
  const ground = TERMINATION_GROUNDS.find((one) => one === typed.ground)
  const reason = NOTICE_REASONS.find((one) => one === typed.reason)
  const lastDay = readDay(form, 'lastDay')
  const errors: FieldError[] = []
  if (!ground) errors.push({ field: 'ground', message: 'Choose a ground' })
  if (!reason) errors.push({ field: 'reason', message: 'Choose why care must move' })
  if (!lastDay.ok) errors.push({ field: 'lastDay', message: 'Enter the last day, for example 28 2 2027' })
  if (!ground || !reason || !lastDay.ok) return { errors }
  const { words, evidence, heard } = typed
  return { asked: { ground, reason, words, evidence, isHeard: heard === 'yes', lastDay: lastDay.value }, errors }
}
