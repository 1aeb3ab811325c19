import { addDays, dayOf } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  moneyField,
  numberField,
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
import { EXCLUSION_FAULTS, exclusionFields, readExclusion } from '#src/tendering/joining/application.page.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import { crumbsOf } from '#src/tendering/markets/market-words.page.ts'
import { checkExclusionOf, reinstate, remove, scoreMember, suspend } from '#src/tendering/markets/member-commands.ts'
import { standingFindings } from '#src/tendering/markets/member-check-commands.ts'
import { memberHref, whichOf } from '#src/tendering/markets/member.page.ts'
import { findMemberOfMarket } from '#src/tendering/markets/member.store.ts'
import { isRemovalGround, type Member, REMOVAL_GROUNDS, suspends } from '#src/tendering/markets/membership.ts'

const textOf = (form: Visit['form'], name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

type Question = {
  readonly title: string
  readonly act: string
  readonly button: string
  readonly fields: (tx: Read, member: Member, market: Market) => Promise<Html> | Html
}

/** One question about one member, with its form. */
async function ask(visit: Visit, question: Question, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const which = whichOf(visit)
  return shell.read(actor, async (tx) => {
    const found = await findMemberOfMarket(tx, which)
    if (!found || found.member.state === 'removed') return notFound()
    const { market, member } = found
    const href = memberHref(member)
    return page(
      {
        title: question.title,
        caption: `${member.name}, ${market.title}`,
        section: 'tendering',
        breadcrumbs: crumbsOf(
          market,
          { text: 'Members', href: `/markets/${market.marketRef}/members` },
          { text: member.organisationRef, href },
          { text: question.title },
        ),
        errors,
        content: postForm({
          action: `${href}/${question.act}`,
          csrf,
          content: html`${await question.fields(tx, member, market)}${submit(question.button, { href })}`,
        }),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const suspendQuestion = (typed: { reason: string; reviewDay?: TypedDay }, errors: readonly FieldError[]): Question => ({
  title: 'Suspend from new work',
  act: 'suspend',
  button: 'Suspend',
  async fields(tx, member) {
    const { suspensionReviewDays } = await getPolicy(tx, 'markets', dayOf(tx.now))
    return html`<p class="govuk-body">No new work goes to ${member.name} until it is reinstated. The people in its care stay where they are.</p>
${textareaField({ name: 'reason', label: 'Why', hint: 'The provider reads it', value: typed.reason, rows: 3, errors })}
${dayField({ name: 'reviewDay', label: 'Looked at again by', hint: 'At most four weeks from today', value: typed.reviewDay ?? addDays(dayOf(tx.now), suspensionReviewDays), errors })}`
  },
})

export const showSuspend = (visit: Visit): Promise<Reply> => ask(visit, suspendQuestion({ reason: '' }, []), [])

export async function postSuspend(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const which = whichOf(visit)
  const typed = { reason: textOf(form, 'reason'), reviewDay: typedDay(form, 'reviewDay') }
  const again = (field: string, message: string) => {
    const errors = [{ field, message }]
    return ask(visit, suspendQuestion(typed, errors), errors)
  }
  const reviewDay = readDay(form, 'reviewDay')
  if (!reviewDay.ok) return again('reviewDay', 'Enter a real day, within four weeks')
  const done = await suspend(shell, actor, { ...which, reason: typed.reason, reviewDay: reviewDay.value })
  if (done.ok) return seeOther(memberHref(which), 'It is suspended from new work')
  if (done.error === 'the reason is missing') return again('reason', 'Enter why it is suspended')
  if (done.error === 'the review day is wrong') return again('reviewDay', 'Enter a day from today to four weeks on')
  return notFound()
}

const reinstateQuestion = (reason: string, errors: readonly FieldError[]): Question => ({
  title: 'Reinstate',
  act: 'reinstate',
  button: 'Reinstate',
  async fields(tx, member, market) {
    const against = suspends((await standingFindings(tx, market, [member])).get(member.organisationRef) ?? [])
    return html`<p class="govuk-body">It was suspended for this: ${member.reason}</p>
${against.length > 0 && html`<p class="govuk-body">This still stands against it, and must be put right first:</p><ul class="govuk-list govuk-list--bullet">${against.map(({ words }) => html`<li>${words}</li>`)}</ul>`}
${textareaField({ name: 'reason', label: 'What was put right', hint: 'The provider reads it', value: reason, rows: 3, errors })}`
  },
})

export const showReinstate = (visit: Visit): Promise<Reply> => ask(visit, reinstateQuestion('', []), [])

export async function postReinstate(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const which = whichOf(visit)
  const reason = textOf(form, 'reason')
  const done = await reinstate(shell, actor, { ...which, reason })
  if (done.ok) return seeOther(memberHref(which), 'It is reinstated')
  if (done.error === 'no such member') return notFound()
  const message = {
    'the reason is missing': 'Enter what was put right',
    'it is not suspended': 'It is not suspended',
    'something still stands against it':
      'What stands against it must be put right first. Accept its new evidence, or check the register',
  }[done.error]
  const errors = [{ field: 'reason', message }]
  return ask(visit, reinstateQuestion(reason, errors), errors)
}

const removeQuestion = (typed: { ground: string; reason: string }, errors: readonly FieldError[]): Question => ({
  title: 'Remove from the list',
  act: 'remove',
  button: 'Remove',
  fields: () =>
    html`${radiosField({
      name: 'ground',
      label: 'Why it goes',
      value: typed.ground,
      choices: Object.entries(REMOVAL_GROUNDS).map(([value, text]) => ({ value, text })),
      errors,
    })}${textareaField({ name: 'reason', label: 'Reason', hint: 'The provider reads it', value: typed.reason, rows: 3, errors })}`,
})

export const showRemove = (visit: Visit): Promise<Reply> =>
  ask(visit, removeQuestion({ ground: '', reason: '' }, []), [])

export async function postRemove(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const which = whichOf(visit)
  const typed = { ground: textOf(form, 'ground'), reason: textOf(form, 'reason') }
  const again = (field: string, message: string) => {
    const errors = [{ field, message }]
    return ask(visit, removeQuestion(typed, errors), errors)
  }
  if (!isRemovalGround(typed.ground)) return again('ground', 'Choose why it goes')
  const done = await remove(shell, actor, { ...which, ground: typed.ground, reason: typed.reason })
  if (done.ok) return seeOther(memberHref(which), 'It is removed from the list')
  if (done.error === 'the reason is missing') return again('reason', 'Enter the reason')
  if (done.error === 'no exclusion was found')
    return again('ground', 'The last check of exclusion grounds did not find that. Record a check first')
  if (done.error === 'it meets every condition') return again('ground', 'It meets every condition today')
  return notFound()
}

type TypedScores = { quality: string; price: string; capacity: string }

const scoresQuestion = (typed: TypedScores | undefined, errors: readonly FieldError[]): Question => ({
  title: 'Figures for the ranking',
  act: 'scores',
  button: 'Save the figures',
  fields: (_, { qualityPercent, pricePence, capacityHours }) =>
    html`<p class="govuk-body">They count from the next time that the list is ranked.</p>
${numberField({ name: 'quality', label: 'Quality mark, of 100', value: typed?.quality ?? qualityPercent ?? '', errors })}
${moneyField({ name: 'price', label: 'Price of an hour', value: typed?.price ?? (pricePence === null ? '' : formatPence(pricePence).replace('£', '')), errors })}
${numberField({ name: 'capacity', label: 'Hours free a week', value: typed?.capacity ?? capacityHours ?? '', errors })}`,
})

export const showScores = (visit: Visit): Promise<Reply> => ask(visit, scoresQuestion(undefined, []), [])

export async function postScores(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const which = whichOf(visit)
  const typed = { quality: textOf(form, 'quality'), price: textOf(form, 'price'), capacity: textOf(form, 'capacity') }
  const again = (errors: readonly FieldError[]) => ask(visit, scoresQuestion(typed, errors), errors)
  const whole = (text: string): number | null =>
    text === '' ? null : /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  const pricePence = typed.price === '' ? null : (parsePounds(typed.price) ?? Number.NaN)
  const scores = { qualityPercent: whole(typed.quality), pricePence, capacityHours: whole(typed.capacity) }
  const errors = [
    Number.isNaN(scores.qualityPercent) && { field: 'quality', message: 'Enter a whole number from 0 to 100' },
    Number.isNaN(scores.pricePence) && { field: 'price', message: 'Enter the price in pounds, such as 23.70' },
    Number.isNaN(scores.capacityHours) && { field: 'capacity', message: 'Enter whole hours' },
  ].filter((one) => one !== false)
  if (errors.length > 0) return again(errors)
  const done = await scoreMember(shell, actor, { ...which, ...scores })
  if (done.ok) return seeOther(memberHref(which), 'The figures are saved')
  if (done.error === 'no such member') return notFound()
  if (done.error === 'nothing would change') return seeOther(memberHref(which))
  return again([
    { field: 'quality', message: 'A figure is out of range: quality is at most 100, a price at most £1,000' },
  ])
}

type TypedCheck = { finding: string; lookedUpOn: TypedDay | string; evidence: string; grounds: string }

const checkQuestion = (typed: TypedCheck | undefined, errors: readonly FieldError[]): Question => ({
  title: 'Check exclusion grounds',
  act: 'exclusion-check',
  button: 'Save the check',
  fields: (tx) =>
    html`<p class="govuk-body">An excluded supplier is taken off the list at once and given no more work.</p>
${exclusionFields(typed ?? { finding: '', lookedUpOn: dayOf(tx.now), evidence: '', grounds: '' }, errors)}`,
})

export const showExclusionCheck = (visit: Visit): Promise<Reply> => ask(visit, checkQuestion(undefined, []), [])

export async function postExclusionCheck(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const which = whichOf(visit)
  const done = await checkExclusionOf(shell, actor, { ...which, ...readExclusion(form) })
  if (done.ok)
    return seeOther(
      memberHref(which),
      done.value.state === 'removed' ? 'It is excluded and was removed' : 'The check is recorded',
    )
  const error = Object.hasOwn(EXCLUSION_FAULTS, done.error)
    ? EXCLUSION_FAULTS[done.error as keyof typeof EXCLUSION_FAULTS]
    : undefined
  if (!error) return notFound()
  const typed = {
    ...{ finding: textOf(form, 'finding'), evidence: textOf(form, 'evidence'), grounds: textOf(form, 'grounds') },
    lookedUpOn: typedDay(form, 'lookedUpOn'),
  }
  return ask(visit, checkQuestion(typed, [error]), [error])
}
