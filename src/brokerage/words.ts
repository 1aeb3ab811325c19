/** What happened, as timelines say it. */
import { counted } from '#src/base/counted.ts'
import { selfFunderWords } from '#src/brokerage/self-funders/facts.ts'
import { formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { Words } from '#src/platform/panels.ts'
import { PREFERENCE_WORDS } from '#src/brokerage/requests/preference.ts'
import { whoInWords } from '#src/brokerage/sending/rounds.ts'
import { SPOT_REASONS } from '#src/brokerage/spot/spot.ts'
import { REQUEST_WORDS } from '#src/brokerage/requests/request.ts'
import { waitingListWords } from '#src/brokerage/waiting-list/words.ts'
import {
  CHANGE_WORDS,
  type CheckKind,
  type CheckOutcome,
  CHECKS,
  OUTCOMES_OF_CHECK,
} from '#src/brokerage/after/care-change.ts'
import type { BrokerageFact } from '#src/brokerage/facts.ts'

type Data<T extends BrokerageFact['type']> = Extract<BrokerageFact, { type: T }>['data']

const PARTS: Readonly<Record<string, string>> = {
  ...{ pattern: 'visits', startBy: 'start day', endDay: 'end day', urgent: 'urgency', kind: 'kind of request' },
  ...{ musts: 'what a provider must have', byOutcomes: 'outcomes in place of visits' },
}

const changeInWords = ({
  kind,
  fromDay,
  weeklyPence,
  beforePence,
}: Pick<Data<'brokerage.change-proposed'>, 'kind' | 'fromDay' | 'weeklyPence' | 'beforePence'>): string =>
  `${CHANGE_WORDS[kind].toLowerCase()} from ${formatDay(fromDay)}, ${formatPence(weeklyPence)} a week instead of ${formatPence(beforePence)}`

const byTelephone = (saidBy: string | undefined): string =>
  saidBy === undefined ? '' : `, as ${saidBy} said by telephone`

export const words: Words = {
  ...waitingListWords,
  'brokerage.package-requested': ({ kind, copiedFrom }: Data<'brokerage.package-requested'>) =>
    `Package asked for${kind === undefined || kind === 'new' ? '' : `: ${REQUEST_WORDS[kind].name.toLowerCase()}`}${copiedFrom === undefined ? '' : `, copied from ${copiedFrom}`}`,
  'brokerage.preference-kept': ({ kind, organisationName, saidBy, saidOn }: Data<'brokerage.preference-kept'>) =>
    `${PREFERENCE_WORDS[kind]} ${organisationName}: ${saidBy} said so on ${formatDay(saidOn)}`,
  'brokerage.preference-dropped': ({ kind, organisationName }: Data<'brokerage.preference-dropped'>) =>
    `No longer said: ${PREFERENCE_WORDS[kind].toLowerCase()} ${organisationName}`,
  'brokerage.package-changed': ({ changed }: Data<'brokerage.package-changed'>) =>
    `Changed: ${changed.map((part) => PARTS[part] ?? part).join(', ')}`,
  'brokerage.package-assigned': ({ name, from }: Data<'brokerage.package-assigned'>) =>
    `With ${name} now${from === undefined ? '' : `, before with ${from}`}`,
  'brokerage.package-sent': ({ organisationRefs, closesAt }: Data<'brokerage.package-sent'>) =>
    `Sent to ${counted(organisationRefs.length, 'provider')}, who can offer until ${formatInstant(Temporal.Instant.from(closesAt))}`,
  'brokerage.round-opened': ({ round, who, rank, organisationRefs, closesAt }: Data<'brokerage.round-opened'>) =>
    `Round ${round}, ${whoInWords({ who, ...(rank === undefined ? {} : { rank }) }).toLowerCase()}: sent to ${counted(organisationRefs.length, 'provider')}, until ${formatInstant(Temporal.Instant.from(closesAt))}`,
  'brokerage.spot-asked': ({ why, words: said, endDay }: Data<'brokerage.spot-asked'>) =>
    `Spot purchase asked for until ${formatDay(endDay)}: ${SPOT_REASONS[why] ?? why}${said === '' ? '' : `. ${said}`}`,
  'brokerage.spot-decided': ({ approved, reason }: Data<'brokerage.spot-decided'>) =>
    `Spot purchase ${approved ? 'approved' : 'refused'}${reason === '' ? '' : `: ${reason}`}`,
  'brokerage.spot-extended': ({ wasDay, endDay }: Data<'brokerage.spot-extended'>) =>
    `Care on the spot goes on: the first day without it is ${formatDay(endDay)}, not ${formatDay(wasDay)}`,
  'brokerage.spot-ended': () => 'Over: the spot purchase was approved until this day',
  'brokerage.stay-ended': () => 'Over: care was asked for until this day',
  'brokerage.invitation-opened': ({ organisationName, by }: Data<'brokerage.invitation-opened'>) =>
    `Opened by ${by} of ${organisationName}`,
  'brokerage.providers-reminded': ({ organisationRefs }: Data<'brokerage.providers-reminded'>) =>
    `Reminder sent to ${counted(organisationRefs.length, 'provider')} without an answer`,
  'brokerage.offer-made': (offer: Data<'brokerage.offer-made'>) =>
    `${offer.organisationName} ${offer.again ? 'changed its offer' : 'offered'}: ${formatPence(offer.weeklyPence)} a week from ${formatDay(offer.startDay)}${offer.complete ? '' : offer.savingPence === undefined ? ', not all visits' : `, another package that saves ${formatPence(offer.savingPence)}`}${offer.otherVisits ? `, ${counted(offer.otherVisits, 'visit')} otherwise` : ''}${offer.belowFloorPence ? `, ${formatPence(offer.belowFloorPence)} an hour below the cost floor` : ''}`,
  'brokerage.offer-withdrawn': ({ organisationName, reason, saidBy }: Data<'brokerage.offer-withdrawn'>) =>
    `${organisationName} withdrew its offer${byTelephone(saidBy)}${reason === undefined ? '' : `: ${reason}`}`,
  'brokerage.no-offer-left': () => 'No offer stands any longer',
  'brokerage.offer-expired': ({ organisationName, stoodUntil }: Data<'brokerage.offer-expired'>) =>
    `The offer of ${organisationName} stood until ${formatDay(stoodUntil)} and is over`,
  'brokerage.invitation-declined': ({ organisationName, saidBy }: Data<'brokerage.invitation-declined'>) =>
    `${organisationName} declined${byTelephone(saidBy)}`,
  'brokerage.invitation-withdrawn': ({ organisationName, why }: Data<'brokerage.invitation-withdrawn'>) =>
    `${organisationName} is no longer asked. ${why}`,
  'brokerage.offers-closed': ({ offers, declined, silent }: Data<'brokerage.offers-closed'>) =>
    `Offers closed: ${counted(offers, 'offer')}, ${declined} declined, ${silent} did not answer`,
  'brokerage.offer-chosen': (choice: Data<'brokerage.offer-chosen'>) =>
    `Offer chosen: ${choice.organisationName} at ${formatPence(choice.weeklyPence)} a week, number ${choice.rank} of ${choice.ofOffers}${choice.codeLabel ? `. ${choice.codeLabel}` : ''}${choice.words ? `. ${choice.words}` : ''}${choice.floorReason ? `. Below the cost floor: ${choice.floorReason}` : ''}${choice.answer ? `. To what the signer asked: ${choice.answer}` : ''}`,
  'brokerage.package-shared': ({ packageRef, into, weeklyPence }: Data<'brokerage.package-shared'>) =>
    `${packageRef} is shared between ${into.join(' and ')}, ${formatPence(weeklyPence)} a week together`,
  'brokerage.choice-withdrawn': ({ reason }: Data<'brokerage.choice-withdrawn'>) => `Choice withdrawn: ${reason}`,
  'brokerage.signed': ({ label, signed, of, onBehalfOf, onBehalfOfName }: Data<'brokerage.signed'>) =>
    `Signed: ${label}${onBehalfOf ? ` (for ${onBehalfOfName ?? onBehalfOf}, who is away)` : ''}, ${signed} of ${of}`,
  'brokerage.sent-back': ({ label, reason }: Data<'brokerage.sent-back'>) => `Sent back at ${label}: ${reason}`,
  'brokerage.signer-answered': ({ label, number, askedBy, answer }: Data<'brokerage.signer-answered'>) =>
    `${askedBy} was answered at ${label}${number === undefined ? '' : `, of change ${number}`}, and is asked to sign anew: ${answer}`,
  'brokerage.refused': ({ label, reason }: Data<'brokerage.refused'>) => `Refused at ${label}: ${reason}`,
  'brokerage.signature-handed-over': ({ label, number, toName }: Data<'brokerage.signature-handed-over'>) =>
    `${label}${number === undefined ? '' : `, of change ${number}`}: handed to ${toName}`,
  'brokerage.signers-reminded': ({ steps }: Data<'brokerage.signers-reminded'>) =>
    `Reminder sent for ${counted(steps.length, 'signature')}`,
  'brokerage.placement-blocked': ({ because, contractRef }: Data<'brokerage.placement-blocked'>) =>
    `Not placed: ${because} (${contractRef})`,
  'brokerage.placed': ({ startDay, weeklyPence, overCeilingReason }: Data<'brokerage.placed'>) =>
    `Placed from ${formatDay(startDay)} at ${formatPence(weeklyPence)} a week${overCeilingReason ? `, above the contract's ceiling: ${overCeilingReason}` : ''}`,
  'brokerage.change-proposed': (change: Data<'brokerage.change-proposed'>) =>
    `${change.byProvider ? 'The provider proposes' : 'Asked for'}: ${changeInWords(change)}`,
  'brokerage.change-declined': (change: Data<'brokerage.change-declined'>) =>
    `Declined: ${changeInWords(change)}. ${change.reason}`,
  'brokerage.change-signed': ({ label, signed, of, refusedBecause }: Data<'brokerage.change-signed'>) =>
    refusedBecause === undefined
      ? `More care signed for: ${label}, ${signed} of ${of}`
      : `More care refused at ${label}: ${refusedBecause}`,
  'brokerage.changed-in-emergency': ({ signBy, signatures }: Data<'brokerage.changed-in-emergency'>) =>
    `More care began before it was signed for: ${counted(signatures, 'signature')} to follow by ${formatInstant(Temporal.Instant.from(signBy))}`,
  'brokerage.care-changed': (change: Data<'brokerage.care-changed'>) => `Care changes: ${changeInWords(change)}`,
  'brokerage.care-checked': ({ kind, outcome, byProvider }: Data<'brokerage.care-checked'>) =>
    `${CHECKS[kind as CheckKind]}: ${OUTCOMES_OF_CHECK[outcome as CheckOutcome].toLowerCase()}${byProvider ? ', told by the provider' : ''}`,
  'brokerage.placed-in-emergency': ({ signBy, signatures }: Data<'brokerage.placed-in-emergency'>) =>
    `Placed in an emergency: ${counted(signatures, 'signature')} to follow by ${formatInstant(Temporal.Instant.from(signBy))}`,
  'brokerage.package-withdrawn': ({ reason }: Data<'brokerage.package-withdrawn'>) => `Package withdrawn: ${reason}`,
  'brokerage.placement-ended': ({ endDay }: Data<'brokerage.placement-ended'>) =>
    `Care ends, ${formatDay(endDay)} is the first day without it`,
  'brokerage.end-moved': ({ wasDay, endDay, reason }: Data<'brokerage.end-moved'>) =>
    `Care goes on: ${endDay === null ? `it does not end on ${formatDay(wasDay)}` : `the first day without it is ${formatDay(endDay)}, not ${formatDay(wasDay)}`}. ${reason}`,
  'brokerage.placement-transferred': ({ organisationName, fromDay }: Data<'brokerage.placement-transferred'>) =>
    `With ${organisationName} from ${formatDay(fromDay)}: the contract was transferred`,
  'brokerage.end-explained': ({ reason }: Data<'brokerage.end-explained'>) => `Why care ends: ${reason}`,
  ...selfFunderWords,
  'brokerage.packages-loaded': ({ count }: Data<'brokerage.packages-loaded'>) =>
    `Packages brought over from earlier records, with ${counted(count, 'package')}`,
  'brokerage.invitations-loaded': ({ count }: Data<'brokerage.invitations-loaded'>) =>
    `Invitations brought over from earlier records, with ${counted(count, 'invitation')}`,
  'brokerage.offers-loaded': ({ count }: Data<'brokerage.offers-loaded'>) =>
    `Offers brought over from earlier records, with ${counted(count, 'offer')}`,
  'brokerage.signatures-loaded': ({ count }: Data<'brokerage.signatures-loaded'>) =>
    `Signatures brought over from earlier records, with ${counted(count, 'signature')}`,
  'brokerage.placements-loaded': ({ count }: Data<'brokerage.placements-loaded'>) =>
    `Placements brought over from earlier records, with ${counted(count, 'placement')}`,
}
