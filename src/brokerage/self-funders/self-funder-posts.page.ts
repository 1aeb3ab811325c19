/** What officers say on the page of a package of somebody who pays. */
import type { Day } from '#src/base/day.ts'
import { parsePounds } from '#src/base/money.ts'
import { isAdvice } from '#src/brokerage/self-funders/advice.ts'
import { endConsent, keepConsent } from '#src/brokerage/self-funders/consent-commands.ts'
import { startFollowOn } from '#src/brokerage/self-funders/follow-on-commands.ts'
import { type SelfFunderRefusal, selfFunderError } from '#src/brokerage/self-funders/refusals.ts'
import { acceptFee, arrangeCare, endArrangement, noteAdvice } from '#src/brokerage/self-funders/self-funder-commands.ts'
import { showWith } from '#src/brokerage/self-funders/self-funder.page.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { readDay } from '#src/platform/pages/form.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

const refOf = ({ params }: Visit): string => params['ref'] ?? ''

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: SelfFunderRefusal }

/** Reads the day, asks the command, and shows its refusal at its field; `kind` is what the fields of a yes begin with. */
async function answer(
  visit: Visit,
  { day, kind, done }: { day: string; kind: string; done: string },
  command: (on: Day) => Promise<Answer>,
): Promise<Reply> {
  const on = readDay(visit.form, day)
  if (!on.ok) {
    const message = on.error === 'not given' ? 'Enter the day' : 'The day must be a real date'
    return showWith(visit, [{ field: day, message }])
  }
  const answered = await command(on.value)
  if (answered.ok) return seeOther(`/packages/${refOf(visit)}/self-funder`, done)
  if (answered.error === 'no such package') return notFound()
  const { field, message } = selfFunderError(answered.error)
  const at: Readonly<Record<string, string>> = { by: `${kind}-by`, as: `${kind}-as`, on: day, words: 'consent-words' }
  return showWith(visit, [{ field: at[field] ?? field, message }])
}

const saidIn = (visit: Visit, kind: string, on: Day) => ({
  ...{ packageRef: refOf(visit), by: typedText(visit.form, `${kind}-by`), as: typedText(visit.form, `${kind}-as`), on },
})

export const postConsent = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'consent-on', kind: 'consent', done: 'Consent noted' }, (on) =>
    keepConsent(visit.shell, visit.actor, {
      ...saidIn(visit, 'consent', on),
      words: typedText(visit.form, 'consent-words'),
    }),
  )

export const postFee = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'fee-on', kind: 'fee', done: 'Fee accepted' }, (on) =>
    acceptFee(visit.shell, visit.actor, {
      ...saidIn(visit, 'fee', on),
      feePence: Number(typedText(visit.form, 'feePence')),
    }),
  )

export const postAdvice = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'told-on', kind: 'told', done: 'Noted' }, (on) =>
    noteAdvice(visit.shell, visit.actor, {
      ...{ packageRef: refOf(visit), kinds: chosen(visit.form, 'kinds').filter(isAdvice), on },
    }),
  )

export const postArrange = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'agreed-on', kind: 'agreed', done: 'Arranged' }, (on) =>
    arrangeCare(visit.shell, visit.actor, {
      ...saidIn(visit, 'agreed', on),
      offerRef: typedText(visit.form, 'offerRef'),
    }),
  )

export async function postFollowOn(visit: Visit): Promise<Reply> {
  const capitalPence = parsePounds(typedText(visit.form, 'capital'))
  if (capitalPence === undefined)
    return showWith(visit, [{ field: 'capital', message: 'Enter the savings in pounds, such as 21000' }])
  const begun = await startFollowOn(visit.shell, visit.actor, { packageRef: refOf(visit), capitalPence })
  if (begun.ok) return seeOther(`/packages/${begun.value.packageRef}`, 'Started: check and send it')
  return begun.error === 'no such package' ? notFound() : showWith(visit, [selfFunderError(begun.error)])
}

export const postEndArrangement = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'endDay', kind: 'end', done: 'The arrangement ends' }, (endDay) =>
    endArrangement(visit.shell, visit.actor, {
      packageRef: refOf(visit),
      endDay,
      reason: typedText(visit.form, 'reason'),
    }),
  )

export const postConsentWithdrawn = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'withdrawn-on', kind: 'withdrawn', done: 'Consent withdrawn' }, (on) =>
    endConsent(visit.shell, visit.actor, saidIn(visit, 'withdrawn', on)),
  )
