/** What happened, as timelines say it. */
import { counted, grouped } from '#src/base/counted.ts'
import { clockInWords, formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import type { Words } from '#src/platform/panels.ts'
import { ABSENCE_WORDS, type AbsenceKind } from '#src/visits/absences/absence.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { wakingsInWords } from '#src/visits/wakings/waking.ts'
import { ANSWER_WORDS, type ItemAnswer, KIND_WORDS, type OpenKind } from '#src/visits/open-items/open-item.ts'

type Data<T extends VisitsFact['type']> = Extract<VisitsFact, { type: T }>['data']

const at = (text: string): string => formatInstant(Temporal.Instant.from(text))
const kindWords = (kind: string): string => ABSENCE_WORDS[kind as AbsenceKind] ?? kind

const absence = ({ kind, from, to, cancelled, restored }: Data<'visits.absence-recorded'>): string =>
  `${kindWords(kind)} from ${at(from)}${to === null ? '' : ` to ${at(to)}`}: ${counted(cancelled, 'visit')} cancelled${restored > 0 ? `, ${restored} brought back` : ''}`

const attended = (one: Data<'visits.log-corrected'>['before']): string =>
  `${one.workerRef}, ${at(one.in)} to ${one.out === null ? 'no log-out' : formatTime(Temporal.Instant.from(one.out))}`

const read = ({ accepted, alreadyHad, refused }: { accepted: number; alreadyHad: number; refused: number }): string =>
  `${counted(accepted, 'row')} new, ${grouped(alreadyHad)} had already, ${grouped(refused)} refused`

const changed = ({ slot, kind, fromDay, start, minutes, agreedWith }: Data<'visits.change-agreed'>): string =>
  `Visit ${slot} ${kind === 'one-off' ? 'on' : 'from'} ${formatDay(fromDay)} to ${clockInWords(start)}, ${counted(minutes, 'minute')}, with ${agreedWith}`

export const words: Words = {
  'visits.day-counted': ({ day }: Data<'visits.day-counted'>) => `Measures of ${formatDay(day)} counted`,
  'visits.continuity-counted': ({ people }: Data<'visits.continuity-counted'>) =>
    `Who came to ${counted(people, 'person', 'people')} counted`,
  'visits.rounds-told': ({ packages, visits }: Data<'visits.rounds-told'>) =>
    `Brokerage was told of the rounds now: ${counted(visits, 'visit')} a week for ${counted(packages, 'package')}`,
  'visits.planned': ({ count, from, to }: Data<'visits.planned'>) =>
    `${counted(count, 'visit')} planned from ${formatDay(from)} to ${formatDay(to)}`,
  'visits.plans-checked': ({ packages }: Data<'visits.plans-checked'>) =>
    `${counted(packages, 'plan')} checked, no visit to add`,
  'visits.dropped': ({ visits, from, why }: Data<'visits.dropped'>) =>
    `${counted(visits, 'visit')} from ${formatDay(from)} cancelled: ${why}`,
  'visits.visit-cancelled': ({ reason, by, toldAt }: Data<'visits.visit-cancelled'>) =>
    `Visit cancelled${by === undefined ? '' : ` by the ${by}`}: ${reason}${toldAt === undefined ? '' : `. The provider was told ${at(toldAt)}`}`,
  'visits.wakings-noted': ({ minutes, note }: Data<'visits.wakings-noted'>) =>
    `${wakingsInWords(minutes)}${note === '' ? '' : `: ${note}`}`,
  'visits.log-wakings-kept': ({ nights, source }: Data<'visits.log-wakings-kept'>) =>
    `${counted(nights.length, 'row')} from ${source} said how the night went`,
  'visits.visit-restored': ({ reason }: Data<'visits.visit-restored'>) => `Visit brought back: ${reason}`,
  'visits.absence-recorded': absence,
  'visits.absence-changed': absence,
  'visits.absence-withdrawn': ({ kind, restored }: Data<'visits.absence-withdrawn'>) =>
    `${kindWords(kind)}: withdrawn, ${counted(restored, 'visit')} brought back`,
  'visits.workers-expected': ({ visits, workers }: Data<'visits.workers-expected'>) =>
    `Rota: ${counted(workers, 'worker')} for ${counted(visits, 'visit')}`,
  'visits.log-read': (data: Data<'visits.log-read'>) => `Call log from ${data.source}: ${read(data)}`,
  'visits.logged-in': ({ workerRef, at: when }: Data<'visits.logged-in'>) => `${workerRef} logged in on ${at(when)}`,
  'visits.logged-out': ({ workerRef, at: when }: Data<'visits.logged-out'>) => `${workerRef} logged out on ${at(when)}`,
  'visits.entered-by-hand': ({ workerRef, reasonCode }: Data<'visits.entered-by-hand'>) =>
    `Visit of ${workerRef} entered by hand: ${reasonCode.replaceAll('_', ' ')}`,
  'visits.seating-divided': ({ pieces }: Data<'visits.seating-divided'>) =>
    `Rows shared out for matching: ${counted(pieces, 'piece')}`,
  'visits.log-seated': ({ rows, visits }: Data<'visits.log-seated'>) =>
    `${counted(rows, 'row')} matched, ${counted(visits, 'visit')} changed`,
  'visits.log-corrected': ({ logRef, before, after, reason }: Data<'visits.log-corrected'>) =>
    `Log row ${logRef} corrected from ${attended(before)} to ${attended(after)}: ${reason}`,
  'visits.early-correction-kept': ({ logRef, reason }: Data<'visits.early-correction-kept'>) =>
    `Correction of log row ${logRef} kept until the row comes: ${reason}`,
  'visits.early-corrections-settled': ({ logRef, outcomes }: Data<'visits.early-corrections-settled'>) =>
    `${counted(outcomes.length, 'correction')} that waited for log row ${logRef}: ${outcomes.join(', ')}`,
  'visits.row-seated': ({ logRef, visitRef, reason }: Data<'visits.row-seated'>) =>
    `Log row ${logRef} put on visit ${visitRef} by hand: ${reason}`,
  'visits.row-taken-off': ({ logRef, visitRef, reason }: Data<'visits.row-taken-off'>) =>
    `Log row ${logRef} taken off visit ${visitRef}: ${reason}`,
  'visits.seat-decision-undone': ({ logRef, verb, visitRef, reason }: Data<'visits.seat-decision-undone'>) =>
    `${verb === 'seat' ? 'Putting' : 'Taking'} log row ${logRef} ${verb === 'seat' ? 'on' : 'off'} visit ${visitRef} undone: ${reason}`,
  'visits.open-items-found': ({ unlogged, clashes }: Data<'visits.open-items-found'>) =>
    `${counted(unlogged, 'visit')} without a log, ${counted(clashes, 'time')} a worker was in two places`,
  'visits.open-item-answered': ({ kind, answer, words: said }: Data<'visits.open-item-answered'>) =>
    `${KIND_WORDS[kind as OpenKind] ?? kind}: ${(ANSWER_WORDS[answer as ItemAnswer] ?? answer).toLowerCase()}. ${said}`,
  'visits.time-counted-once': ({ countsAt, visitRefs, words: said }: Data<'visits.time-counted-once'>) =>
    countsAt === null
      ? `The time of one worker at ${visitRefs.join(' and ')} counts at both. ${said}`
      : `The time of one worker at ${visitRefs.join(' and ')} counts at ${countsAt} alone. ${said}`,
  'visits.logged-not-home': ({ visits, from, why }: Data<'visits.logged-not-home'>) =>
    `${counted(visits, 'visit')} from ${formatDay(from)} logged all the same: ${why === 'absence' ? 'the person was away' : 'the placement had ended'}`,
  'visits.found-not-made': ({ visitRefs }: Data<'visits.found-not-made'>) =>
    `${counted(visitRefs.length, 'visit')} found not made, and cancelled: ${visitRefs.slice(0, 3).join(', ')}${visitRefs.length > 3 ? ' and others' : ''}`,
  'visits.open-items-assigned': ({ items, officerRef }: Data<'visits.open-items-assigned'>) =>
    officerRef === null
      ? `${counted(items, 'open item')} of call logs given back`
      : `${counted(items, 'open item')} of call logs taken in hand by ${officerRef}`,
  'visits.log-set-aside': ({ logRef, reason }: Data<'visits.log-set-aside'>) =>
    `Log row ${logRef} set aside: ${reason}`,
  'visits.alert-raised': ({ awaits, minutes, tells }: Data<'visits.alert-raised'>) =>
    `No ${awaits} ${counted(minutes, 'minute')} after its time: ${tells} told`,
  'visits.alerts-mailed': ({ alerts, providers, officers }: Data<'visits.alerts-mailed'>) =>
    `Told by mail of ${counted(alerts, 'late visit')}: ${counted(providers, 'mail')} to providers, ${grouped(officers)} to duty officers`,
  'visits.alert-acknowledged': ({ awaits }: Data<'visits.alert-acknowledged'>) => `No ${awaits}: acknowledged`,
  'visits.alert-reopened': ({ awaits }: Data<'visits.alert-reopened'>) =>
    `The ${awaits} does not count any more: alert open again`,
  'visits.alert-explained': ({ awaits, code, words: said }: Data<'visits.alert-explained'>) =>
    `No ${awaits}: ${code.replaceAll('_', ' ')}: ${said}`,
  'visits.alert-closed': ({ awaits, how, lateMinutes, note }: Data<'visits.alert-closed'>) => {
    if (how === 'cancelled') return `No ${awaits}: closed, the visit was cancelled`
    if (how === 'by an officer') return `No ${awaits}: closed: ${note}`
    return `The ${awaits} came${lateMinutes === null ? '' : `, ${counted(lateMinutes, 'minute')} late`}: alert closed`
  },
  'visits.short-visit-agreed': ({ slot, minutes, agreedBy, agreedOn }: Data<'visits.short-visit-agreed'>) =>
    `${agreedBy} agreed on ${formatDay(agreedOn)} to visit ${slot} of ${minutes} minutes`,
  'visits.change-agreed': (data: Data<'visits.change-agreed'>) => `${changed(data)}: agreed`,
  'visits.change-asked': (data: Data<'visits.change-asked'>) =>
    `${changed(data)}: the council is asked, ${data.whyAsked}`,
  'visits.change-applied': ({ changeRef }: Data<'visits.change-applied'>) => `${changeRef}: visits planned anew`,
  'visits.change-decided': ({ agreed, note }: Data<'visits.change-decided'>) =>
    `${agreed ? 'Agreed' : 'Refused'} by the council${note === '' ? '' : `: ${note}`}`,
  'visits.time-banked': ({ minutes, day, agreedWith }: Data<'visits.time-banked'>) =>
    `${counted(minutes, 'minute')} of ${formatDay(day)} banked, agreed with ${agreedWith}`,
  'visits.banked-time-used': ({ minutes, day }: Data<'visits.banked-time-used'>) =>
    `${counted(minutes, 'banked minute')} used on ${formatDay(day)}`,
  'visits.provider-watch-changed': ({ watch, reason }: Data<'visits.provider-watch-changed'>) =>
    `${watch ? 'Watched again' : 'Not watched'}: ${reason}`,
  'visits.import-begun': ({ filename, source }: Data<'visits.import-begun'>) =>
    `Upload of ${filename} from ${source} begun`,
  'visits.import-ended': (data: Data<'visits.import-ended'>) =>
    `${data.status === 'done' ? 'Upload read' : 'Upload stopped'}: ${read(data)}`,
  'visits.mapping-saved': ({ name, version }: Data<'visits.mapping-saved'>) =>
    `Mapping ${name} saved, version ${version}`,
  'visits.mapping-retired': ({ name }: Data<'visits.mapping-retired'>) => `Mapping ${name} retired`,
  'visits.vendor-numbers-linked': ({ system, numbers }: Data<'visits.vendor-numbers-linked'>) =>
    `${counted(numbers, 'number')} of ${system} linked to ours`,
  'visits.vendor-number-unlinked': ({ system, kind, ourRef }: Data<'visits.vendor-number-unlinked'>) =>
    `${kind} ${ourRef}: a number of ${system} is no longer linked`,
  'visits.door-sheet-issued': ({ sheetRef, instead }: Data<'visits.door-sheet-issued'>) =>
    `Door sheet ${sheetRef} issued${instead === null ? '' : ` instead of ${instead}`}`,
  'visits.door-sheet-stopped': ({ sheetRef }: Data<'visits.door-sheet-stopped'>) => `Door sheet ${sheetRef} stopped`,
  'visits.door-worker-added': ({ workerRef }: Data<'visits.door-worker-added'>) =>
    `${workerRef} may log in at the door`,
  'visits.door-pin-renewed': ({ workerRef }: Data<'visits.door-pin-renewed'>) => `New PIN for ${workerRef}`,
  'visits.door-worker-stopped': ({ workerRef }: Data<'visits.door-worker-stopped'>) =>
    `${workerRef} can no longer log in at the door`,
  'visits.door-event-kept': ({ workerRef, kind, at: when }: Data<'visits.door-event-kept'>) =>
    `The phone of ${workerRef} sent a ${kind === 'in' ? 'log-in' : 'log-out'} of ${at(when)}`,
}
