import type {
  ConsentRefusal,
  PayerRefusal,
  WithdrawConsentRefusal,
} from '#src/brokerage/self-funders/consent-commands.ts'
import type { FollowRefusal } from '#src/brokerage/self-funders/follow-on-commands.ts'
import type {
  AdviceRefusal,
  ArrangeRefusal,
  EndArrangementRefusal,
  FeeRefusal,
} from '#src/brokerage/self-funders/self-funder-commands.ts'

export type SelfFunderRefusal =
  | ConsentRefusal
  | WithdrawConsentRefusal
  | PayerRefusal
  | FollowRefusal
  | FeeRefusal
  | AdviceRefusal
  | ArrangeRefusal
  | EndArrangementRefusal

type Told = { readonly field: string; readonly message: string }

/** What is wrong and the cure, at the field it is about. */
export const selfFunderError = (refusal: Exclude<SelfFunderRefusal, 'no such package'>): Told => TOLD[refusal]

const TOLD: Readonly<Record<Exclude<SelfFunderRefusal, 'no such package'>, Told>> = {
  'the council pays': { field: '', message: 'The council pays for this package. Ask for one that the person pays' },
  'nobody named': { field: 'by', message: 'Enter the name of who said so' },
  'who speaks': { field: 'as', message: 'Select whether it was the person or somebody who acts for them' },
  'not yet': { field: 'on', message: 'The day must be today or earlier' },
  'no words': { field: 'words', message: 'Enter the words that were agreed to' },
  'given already': { field: '', message: 'Consent was noted already' },
  'accepted already': { field: '', message: 'The fee was accepted already' },
  'another fee': { field: 'feePence', message: 'The fee is another one since. Tell the person the fee shown now' },
  'nothing told': { field: 'kinds', message: 'Select what was told' },
  'noted already': { field: 'kinds', message: 'That was noted already for this day' },
  'no such offer': { field: 'offerRef', message: 'Select one of the offers listed' },
  'offer withdrawn': { field: 'offerRef', message: 'This offer no longer stands. Ask the person to choose another' },
  'provider is suspended': {
    field: 'offerRef',
    message: 'This provider is suspended, or leaves: its exit is open. Tell the person, and ask them to choose another',
  },
  'still open': { field: 'offerRef', message: 'Providers can still offer. Come back after the window has closed' },
  'not in this state': { field: '', message: 'That cannot be done now. Look at the state of the package' },
  'ends before it starts': { field: 'endDay', message: 'The day must not be before care starts' },
  'no reason': { field: 'reason', message: 'Say why' },
  'above the limit': {
    field: 'capital',
    message: 'The savings are above the limit, so the person goes on paying. Speak of money again when they fall',
  },
  'follows already': { field: 'capital', message: 'A package of the council follows already. Go on with that one' },
  'case closed': { field: 'capital', message: 'The case of this person is closed. Open it again first' },
  'another is open': {
    field: 'capital',
    message: 'Another package of this service is open for the person. Go on with that one',
  },
  'no consent': { field: '', message: 'There is no consent to withdraw' },
  'before the consent': { field: 'on', message: 'The day must not be before the consent was given' },
  'pays already': { field: 'payer', message: 'Select another than who pays now' },
  'waits for a spot purchase': {
    field: 'payer',
    message: 'A spot purchase of this package waits or is approved. Withdraw the package and ask for a new one',
  },
}
