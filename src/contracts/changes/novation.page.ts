import { type Day, dayOf } from '#src/base/day.ts'
import { authorityFields, authorityIn } from '#src/contracts/changes/change.page.ts'
import { CHANGE_WORDS, testsTable } from '#src/contracts/changes/change-words.page.ts'
import { thresholdOf } from '#src/contracts/changes/change-commands.ts'
import { asIs, type Changeable, figuresOf } from '#src/contracts/changes/change.ts'
import { findChangeable } from '#src/contracts/changes/change.store.ts'
import { GROUNDS, groundsOf, modificationTests } from '#src/contracts/changes/modification-tests.ts'
import { novateContract, type NovateRefusal } from '#src/contracts/changes/novation-commands.ts'
import { getPolicy, type Policies } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  postForm,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'

type Typed = {
  readonly organisationRef: string
  readonly fromDay: Day | TypedDay
  readonly ground: string
  readonly isStated: boolean
  readonly authority: string
  readonly delegation: string
  readonly decision: string
  readonly reason: string
}
type Form = { readonly typed: Typed; readonly errors: FieldError[] }

export async function showNovate({ shell, actor, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const changeable = await findChangeable(tx, contractRef, today)
    return changeable && { changeable, today, policy: await getPolicy(tx, 'contract-changes', today) }
  })
  if (!found) return notFound()
  const { changeable, today, policy } = found
  const errors = form?.errors ?? []
  const none = { organisationRef: '', isStated: false, authority: 'role', delegation: '', decision: '', reason: '' }
  const typed = form?.typed ?? { ...none, fromDay: today, ground: '' }
  return page(
    {
      title: 'Transfer a contract to another provider',
      caption: `Contract ${contractRef}, ${changeable.contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Transfer' },
      ],
      content: html`<p class="govuk-body">From its day on the other provider has the contract and everybody placed under it: their packages, visits to come, rates and block. Care before that day is paid to the provider who gave it.</p>${postForm(
        {
          action: `/contracts/${contractRef}/transfer`,
          csrf,
          content: fields(contractRef, typed, { changeable, policy }, errors),
        },
      )}${section('What the sums say', sums(changeable, today))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const fields = (
  contractRef: string,
  typed: Typed,
  { changeable, policy }: { changeable: Changeable; policy: Policies['contract-changes'] },
  errors: readonly FieldError[],
): Html => html`
  ${textField({ name: 'organisationRef', label: 'Provider that takes it over', hint: 'The CQC provider reference, for example 1-101641521', value: typed.organisationRef, errors, width: 20 })}
  ${dayField({ name: 'fromDay', label: 'From which day?', value: typed.fromDay, errors })}
  ${selectField({
    ...{ name: 'ground', label: 'On which ground?', value: typed.ground, errors },
    choices: groundsOf(changeable.particulars.regime).map(({ ground, title }) => ({
      value: ground,
      text: `${ground}: ${title}`,
    })),
    empty: 'Choose a ground',
  })}
  ${checkboxesField({
    ...{ name: 'isStated', label: 'What no sum can show', values: typed.isStated ? ['yes'] : [], errors },
    choices: [{ value: 'yes', text: 'I state that what the ground asks for is so, for the reason below' }],
  })}
  ${textareaField({ name: 'reason', label: 'Why is it transferred?', rows: 3, value: typed.reason, errors })}
  ${authorityFields(typed, policy, errors)}
  ${submit('Transfer the contract', { href: `/contracts/${contractRef}` })}`

function sums(changeable: Changeable, today: Day): Html {
  const figures = figuresOf(changeable, asIs(changeable), thresholdOf(changeable.particulars.regime, today), true)
  return figures
    ? testsTable(modificationTests(figures), 'Tests of the transfer')
    : html`<p class="govuk-body">The tests need the value of the contract at award: put it into the register first.</p>`
}

export const NOVATION_WORDS: Readonly<Record<Exclude<NovateRefusal, 'no such contract'>, FieldError>> = {
  ...CHANGE_WORDS,
  'nothing changes': { field: 'organisationRef', message: 'This provider has the contract already' },
  'no such provider': {
    field: 'organisationRef',
    message: 'There is no provider with this reference. Look it up under Providers',
  },
}

export async function postNovate(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = {
    ...{ organisationRef: text('organisationRef').toUpperCase(), fromDay: typedDay(form, 'fromDay') },
    ...{ ground: text('ground'), isStated: text('isStated') === 'yes', authority: text('authority') },
    ...{ delegation: text('delegation'), decision: text('decision'), reason: text('reason') },
  }
  const fromDay = readDay(form, 'fromDay')
  const ground = GROUNDS.find((one) => one === typed.ground)
  const again = (error: FieldError) => showNovate(visit, { typed, errors: [error] })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' })
  if (ground === undefined) return again({ field: 'ground', message: 'Choose a ground' })
  const { organisationRef, isStated, reason } = typed
  const asked = { organisationRef, isStated, reason, ground, fromDay: fromDay.value, authority: authorityIn(typed) }
  const done = await novateContract(shell, actor, { contractRef, ...asked })
  if (done.ok) return seeOther(`/contracts/${contractRef}/changes`, 'The transfer is decided')
  return done.error === 'no such contract' ? notFound() : again(NOVATION_WORDS[done.error])
}
