import { type Day, dayOf } from '#src/base/day.ts'
import type { CouncilsFact } from '#src/councils/index.ts'
import { recheckCard } from '#src/payments/adjustments/card-recheck-commands.ts'
import {
  noteCarriedForward,
  noteLogged,
  noteMoved,
  noteRow,
  noteVisits,
} from '#src/payments/adjustments/recheck.store.ts'
import { noteDecided, noteManualShares } from '#src/payments/pay-runs/part-logged.store.ts'
import { chargeListeners } from '#src/payments/charges/listeners.ts'
import { ledgerListeners } from '#src/payments/ledger/listeners.ts'
import { mailListeners } from '#src/payments/mails/listeners.ts'
import { queryListeners } from '#src/payments/queries/listeners.ts'
import { savingListeners } from '#src/payments/savings/listeners.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import { type Listener, listen } from '#src/platform/command.ts'
import type { CardBackDated } from '#src/rates/index.ts'
import type { VisitsFact } from '#src/visits/index.ts'

/** Rows of the call log came or found their seats. */
const rowsCame = (
  type: 'visits.log-read' | 'visits.log-seated' | 'visits.logged-in' | 'visits.logged-out' | 'visits.entered-by-hand',
): Listener =>
  listen<VisitsFact, typeof type>(type, async (tx, { data, about }) => {
    await noteLogged(tx, data, 'the call log')
    // A log-out may complete a row that was put right or put elsewhere meanwhile.
    if (type === 'visits.logged-out') await noteVisits(tx, refsOf(about, 'visit'), 'the call log')
  })

/** Somebody decided about one row. */
const rowDecided = (
  type: 'visits.log-corrected' | 'visits.row-seated' | 'visits.row-taken-off' | 'visits.seat-decision-undone',
  why: string,
): Listener => listen<VisitsFact, typeof type>(type, (tx, { data }) => noteRow(tx, data, why))

/** What is changed or withdrawn leaves no trace of the days that it had: they are looked for. */
const EVER: Day = '2000-01-01'

const moved = (
  type:
    | 'visits.absence-recorded'
    | 'visits.absence-changed'
    | 'visits.absence-withdrawn'
    | 'visits.visit-cancelled'
    | 'visits.visit-restored',
  why: string,
): Listener => listen<VisitsFact, typeof type>(type, (tx, { data }) => noteMoved(tx, data.personRef, EVER, why))

const refsOf = (about: readonly RecordKey[], kind: string): string[] =>
  about.flatMap((key) => (key.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : []))

/** A person's plan was made or cut; plans that the clock carries forward name nobody. */
const planned = (type: 'visits.planned' | 'visits.dropped', why: string): Listener =>
  listen<VisitsFact, typeof type>(type, async (tx, { about, data }) => {
    const people = refsOf(about, 'person')
    for (const personRef of people) await noteMoved(tx, personRef, data.from, why)
    if (people.length === 0 && typeof data['to'] === 'string')
      await noteCarriedForward(tx, { from: data.from, to: data['to'] }, why)
  })

/** What payments does when something of a visit changes: what was rated of it is rated again. */
export const listeners: readonly Listener[] = [
  ...ledgerListeners,
  ...queryListeners,
  ...mailListeners,
  ...savingListeners,
  ...chargeListeners,
  rowsCame('visits.log-read'),
  rowsCame('visits.log-seated'),
  rowsCame('visits.logged-in'),
  rowsCame('visits.logged-out'),
  rowsCame('visits.entered-by-hand'),
  rowDecided('visits.log-corrected', 'a corrected time'),
  rowDecided('visits.row-seated', 'a row seated by hand'),
  rowDecided('visits.row-taken-off', 'a row taken off'),
  rowDecided('visits.seat-decision-undone', 'a decision undone'),
  listen<VisitsFact, 'visits.log-set-aside'>('visits.log-set-aside', (tx, { data }) =>
    noteRow(tx, data, 'a log row set aside'),
  ),
  moved('visits.absence-recorded', 'an absence'),
  moved('visits.absence-changed', 'an absence'),
  moved('visits.absence-withdrawn', 'an absence withdrawn'),
  moved('visits.visit-cancelled', 'a cancellation'),
  moved('visits.visit-restored', 'a cancellation withdrawn'),
  planned('visits.planned', 'visits planned'),
  planned('visits.dropped', 'visits dropped'),
  listen<VisitsFact, 'visits.wakings-noted'>('visits.wakings-noted', (tx, { data }) =>
    noteVisits(tx, [data.visitRef], 'how the night went'),
  ),
  listen<VisitsFact, 'visits.day-counted'>('visits.day-counted', (tx, { data }) => noteManualShares(tx, data.day)),
  listen<CouncilsFact, 'councils.policy-changed'>('councils.policy-changed', async (tx, { data }) => {
    if (data.kind === 'part-logged' && data.fromDay < dayOf(tx.now)) await noteDecided(tx, data.fromDay)
  }),
  listen<CardBackDated>('rates.card-back-dated', (tx, { data }) => recheckCard(tx, data)),
  listen<VisitsFact, 'visits.time-counted-once'>('visits.time-counted-once', (tx, { data }) =>
    noteVisits(tx, data.visitRefs, 'a worker in two places'),
  ),
  listen<VisitsFact, 'visits.found-not-made'>('visits.found-not-made', (tx, { data }) =>
    noteVisits(tx, data.visitRefs, 'a visit that was not made'),
  ),
  listen<VisitsFact, 'visits.workers-expected'>('visits.workers-expected', (tx, { about }) =>
    noteVisits(tx, refsOf(about, 'visit'), 'the rota'),
  ),
]
