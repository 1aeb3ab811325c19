export { CallLog } from '#src/visits/call-log-file.ts'
export { type LogRow, matchLoose, type SeatedVisit, seatNamed } from '#src/visits/match-log.ts'
export { PlannedVisits } from '#src/visits/planned-visits-file.ts'
export { FAULTS_TOLD, type FileBytes, onOneLine, TableFile } from '#src/visits/table-file.ts'
export { type Absence, ABSENCE_KINDS, type AbsenceKind } from '#src/visits/absences/absence.ts'
export { changeAbsence, recordAbsence, withdrawAbsence } from '#src/visits/absences/absence-commands.ts'
export { chunkedTables, type VisitsFact } from '#src/visits/facts.ts'
export { loadCallLog, loadFirstCallLog, loadPlannedVisits, type PlansToLoad } from '#src/visits/history-commands.ts'
export { beginImport, type LogBytes, readImport } from '#src/visits/call-log/import-commands.ts'
export {
  type CorrectLog,
  correctLog,
  putOnVisit,
  takeOffVisit,
  undoSeatDecision,
} from '#src/visits/call-log/correct-commands.ts'
export { findOpenItems } from '#src/visits/open-items/open-item-commands.ts'
export { seatDue } from '#src/visits/call-log/seat-commands.ts'
export { listeners } from '#src/visits/listeners.ts'
export { enterByHand, setAside } from '#src/visits/call-log/by-hand-commands.ts'
export { logIn, logOut } from '#src/visits/call-log/event-commands.ts'
export { sendBatch, sourceOf } from '#src/visits/call-log/log-commands.ts'
export { checkLogRow, type SentRow } from '#src/visits/call-log/log-row.ts'
export { type Plan, planVisits, type Visit, visitRefOf } from '#src/visits/plan-visits.ts'
export {
  cancelVisit,
  endPlan,
  expectWorkers,
  extendPlans,
  horizonOn,
  planPlacement,
  restoreVisit,
} from '#src/visits/visit-commands.ts'
export { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'
export { jobs } from '#src/visits/extend-plans.job.ts'
export { agreeChange, bankTime } from '#src/visits/agreed-changes/agree-commands.ts'
export { addWorker, enterAtDoor, issueSheet, openSheet, takeDoorEvent } from '#src/visits/door-log/door-log-commands.ts'
export { keepEarly } from '#src/visits/early-corrections/early-correction-commands.ts'
export type { VendorMapping } from '#src/visits/vendor-logs/mapping.ts'
export { saveMapping } from '#src/visits/vendor-logs/mapping-commands.ts'
export { type AgreeShort, agreeShortVisit } from '#src/visits/short-visits/agree-commands.ts'
export { retained } from '#src/visits/retained.store.ts'
export { panels, search, work } from '#src/visits/panels.ts'
export { routes } from '#src/visits/routes.ts'
export { mails } from '#src/visits/watch/alert-mail.ts'
export {
  acknowledgeAlert,
  changeWatch,
  closeAlert,
  explainAlert,
  watchVisits,
} from '#src/visits/watch/watch-commands.ts'
export { listManualShares, type ManualShare } from '#src/visits/measures/measure.store.ts'
export { countDueDays, countThese } from '#src/visits/measures/measure-commands.ts'
export { tellRounds } from '#src/visits/measures/tell-rounds-commands.ts'
export { NIGHT_MINUTES } from '#src/visits/wakings/waking.ts'
export { noteWakings } from '#src/visits/wakings/waking-commands.ts'
export { words } from '#src/visits/words.ts'
