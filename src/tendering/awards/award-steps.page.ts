/** What the forms of an award do, and what a refusal says at its field. */
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { formatDay, dayOf } from '#src/base/day.ts'
import { getCouncil } from '#src/councils/index.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { showAward, typedLimit } from '#src/tendering/awards/award.page.ts'
import type {
  ChallengeRefusal,
  DecideRefusal,
  FinishRefusal,
  SetAsideRefusal,
  StandstillRefusal,
} from '#src/tendering/awards/award.ts'
import {
  beginStandstillOf,
  decideAwardOf,
  endChallengeOf,
  excludeWinner,
  finishAwardOf,
  notifyChallenge,
} from '#src/tendering/awards/award-commands.ts'
import { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
import { findSummary } from '#src/tendering/awards/summary.store.ts'
import { seesLot } from '#src/tendering/joint/buyer.ts'
import { findPublished } from '#src/tendering/tenders/tender.store.ts'
import { summaryView } from '#src/tendering/awards/summary-view.page.ts'
import { checkForAward } from '#src/tendering/exclusions/exclusion-commands.ts'
import { EXCLUSION_FAULTS, readExclusion as readCheck } from '#src/tendering/joining/application.page.ts'
import { exclusionError, readExclusion } from '#src/tendering/evaluation/checks.page.ts'
import { at, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'

const done = (visit: Visit, told: string): Reply => seeOther(at(refOf(visit), '/award'), told)

export async function postDecide(visit: Visit): Promise<Reply> {
  const authority = typed(visit, 'authority')
  const limitPence = typedLimit(visit)
  if (authority !== 'delegated' && authority !== 'cabinet')
    return showAward(visit, [{ field: 'authority', message: 'Select by what right it is decided' }])
  if (limitPence === undefined)
    return showAward(visit, [{ field: 'limit', message: 'Enter the limit in pounds, such as 2,000,000' }])
  const decided = await decideAwardOf(visit.shell, visit.actor, {
    ...{ tenderRef: refOf(visit), authority, limitPence },
    ...{ reference: typed(visit, 'reference'), reason: typed(visit, 'reason') },
  })
  if (decided.ok) return done(visit, 'The award is decided')
  return decided.error === 'no such tender' ? notFound() : showAward(visit, [decideError(decided.error)])
}

function decideError(why: DecideRefusal | 'decided already'): FieldError {
  switch (why) {
    case 'manages the tender':
      return { field: 'authority', message: 'You manage this tender, so somebody else must decide' }
    case 'assessed the tender':
      return { field: 'authority', message: 'You were named an assessor of this tender, so somebody else must decide' }
    case 'no limit':
      return { field: 'limit', message: 'Enter up to what value the delegation goes' }
    case 'beyond the limit':
      return { field: 'limit', message: 'The award is worth more than this. It needs a higher delegation, or cabinet' }
    case 'no reference':
      return { field: 'reference', message: 'Enter the reference of the delegation or the minute' }
    case 'no reason':
      return { field: 'reason', message: 'Say why' }
    case 'not evaluated':
      return { field: 'authority', message: 'The ranking is not confirmed yet' }
    case 'nobody won a lot':
      return { field: 'authority', message: 'Nobody won a lot. Cancel the tender instead' }
    case 'no offer yet':
      return { field: 'authority', message: 'The provider has not made its offer yet. It does so in its portal' }
    case 'no transparency notice':
      return { field: 'authority', message: 'Publish the transparency notice (UK5) first, under Notices' }
    case 'exclusion is not checked':
      return { field: 'authority', message: 'Check the grounds to exclude the provider for this award first' }
    case 'a provider is excluded':
      return {
        field: 'authority',
        message: 'A provider that would win is excluded: a mandatory ground was found of it',
      }
    case 'a provider may not be given work':
      return {
        field: 'authority',
        message: 'A provider that would win is suspended, or is not on the list that this tender rests on',
      }
    case 'decided already':
      return { field: 'authority', message: 'The award is decided already' }
  }
}

/** The check for exclusion of the one provider that is named (P-17). */
export async function postCheck(visit: Visit): Promise<Reply> {
  const input = { tenderRef: refOf(visit), ...readCheck(visit.form) }
  const checked = await checkForAward(visit.shell, visit.actor, input)
  if (checked.ok) return done(visit, 'The check is on the record')
  const why = checked.error
  if (why === 'no such tender') return notFound()
  return why === 'decided already'
    ? done(visit, 'The award is decided already')
    : showAward(visit, [EXCLUSION_FAULTS[why]])
}

export async function postSummaries(visit: Visit): Promise<Reply> {
  const sent = await sendSummaries(visit.shell, visit.actor, refOf(visit))
  if (sent.ok) return done(visit, sent.value === 1 ? '1 summary sent' : `${sent.value} summaries sent`)
  return sent.error === 'no such award' ? notFound() : done(visit, 'The summaries were sent already')
}

export async function postStandstill(visit: Visit): Promise<Reply> {
  const begun = await beginStandstillOf(visit.shell, visit.actor, {
    tenderRef: refOf(visit),
    byPost: typed(visit, 'post') === 'yes',
  })
  if (begun.ok) return done(visit, `The standstill runs to the end of ${formatDay(begun.value.lastDay ?? '')}`)
  return begun.error === 'no such award'
    ? notFound()
    : showAward(visit, [{ field: 'post', message: standstillWords(begun.error) }])
}

function standstillWords(why: StandstillRefusal): string {
  switch (why) {
    case 'not decided':
      return 'The standstill has begun already'
    case 'summaries not sent':
      return 'Send the assessment summaries first'
    case 'there is no standstill':
      return 'This award has no standstill'
  }
}

export async function postChallenge(visit: Visit): Promise<Reply> {
  const input = { tenderRef: refOf(visit), by: typed(visit, 'by'), words: typed(visit, 'claim') }
  const suspended = await notifyChallenge(visit.shell, visit.actor, input)
  if (suspended.ok) return done(visit, 'The award is suspended')
  return suspended.error === 'no such award' ? notFound() : showAward(visit, [challengeError(suspended.error)])
}

function challengeError(why: ChallengeRefusal): FieldError {
  switch (why) {
    case 'nobody named':
      return { field: 'by', message: 'Say who claims' }
    case 'no words':
      return { field: 'claim', message: 'Say what they claim' }
    case 'no standstill runs':
      return {
        field: 'claim',
        message: 'No standstill runs: this claim suspends nothing by itself. Ask for legal advice',
      }
    case 'challenged already':
      return { field: 'claim', message: 'The award is suspended already' }
  }
}

export async function postEndChallenge(visit: Visit): Promise<Reply> {
  const ended = await endChallengeOf(visit.shell, visit.actor, {
    tenderRef: refOf(visit),
    words: typed(visit, 'ended'),
  })
  if (ended.ok) return done(visit, 'The suspension is lifted')
  if (ended.error === 'no words') return showAward(visit, [{ field: 'ended', message: 'Say how the challenge ended' }])
  return ended.error === 'no such award' ? notFound() : done(visit, 'The award is not suspended')
}

export async function postExclude(visit: Visit): Promise<Reply> {
  const { said, errors } = readExclusion(visit)
  const organisationRef = typed(visit, 'provider')
  if (organisationRef === '') errors.unshift({ field: 'provider', message: 'Select the provider' })
  if (errors.length > 0) return showAward(visit, errors)
  const tenderRef = refOf(visit)
  const excluded = await excludeWinner(visit.shell, visit.actor, { tenderRef, organisationRef, ...said })
  if (excluded.ok)
    return done(
      visit,
      excluded.value.summariesSentAt === null ? 'The lots go to the next in rank' : 'What was found is on the record',
    )
  const why = excluded.error
  switch (why) {
    case 'no such award':
    case 'no bid of theirs':
      return notFound()
    case 'not awarded to them':
    case 'contract is made':
    case 'no reason':
      return showAward(visit, [{ field: 'provider', message: setAsideWords(why) }])
    case 'no evidence':
    case 'debarment list not read':
    case 'debarment list read later':
    case 'self-cleaning not considered':
      return showAward(visit, [exclusionError(why)])
  }
}

function setAsideWords(why: SetAsideRefusal): string {
  switch (why) {
    case 'not awarded to them':
      return 'This provider has no lot of this award. Select another'
    case 'contract is made':
      return 'Its contract is made. End the contract instead'
    case 'no reason':
      return 'Say what was found'
  }
}

export async function postFinish(visit: Visit): Promise<Reply> {
  const finished = await finishAwardOf(visit.shell, visit.actor, {
    tenderRef: refOf(visit),
    earlyReason: typed(visit, 'early'),
  })
  if (finished.ok) return done(visit, 'The award is made: contracts may be signed')
  return finished.error === 'no such award'
    ? notFound()
    : showAward(visit, [{ field: 'early', message: finishWords(finished.error) }])
}

export function finishWords(why: FinishRefusal): string {
  switch (why) {
    case 'awarded already':
      return 'The award is made already'
    case 'summaries not sent':
      return 'Send the assessment summaries first'
    case 'standstill has not begun':
      return 'The standstill is mandatory and has not begun. Publish the award notice first'
    case 'inside a mandatory standstill':
      return 'The standstill is mandatory and not over. Nothing can be signed before it is'
    case 'inside a voluntary standstill':
      return 'The standstill is not over. Say why it cannot wait'
    case 'suspended by a challenge':
      return 'A challenge suspends the award. Say first how it ended'
    case 'every lot was set aside':
      return 'Every lot was set aside and nobody stands in. Cancel the tender'
  }
}

/** The letter to one bidder, as it was sent. */
export async function printLetter({ shell, actor, params }: Visit): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  const found = await shell.view(actor, `tender:${tenderRef}`, async (tx) => ({
    sent: await findSummary(tx, tenderRef, { bidRef: params['bid'] ?? '' }),
    council: await getCouncil(tx),
    spec: (await findPublished(tx, tenderRef))?.spec,
  }))
  const { sent, council, spec } = found
  if (!sent || !spec) return notFound()
  // Of a joint tender an officer reads what the letter says of the lots of their own council.
  const lots = sent.summary.lots.filter(({ lot }) => seesLot(spec, lot, actor.member))
  return page(
    {
      title: `Assessment summary, ${sent.summary.title}`,
      caption: council.name,
      wide: true,
      content: html`<p class="govuk-body">${sent.summary.organisationName}</p>
        <p class="govuk-body">${formatDay(dayOf(sent.sentAt))}. Our reference: ${tenderRef}, ${sent.bidRef}.</p>
        ${summaryView({ ...sent.summary, lots })}
        <p class="govuk-body">${sent.sentByName}, for ${council.name}</p>`,
    },
    { print: true },
  )
}
