export { CallLog } from '#src/visits/call-log-file.ts'
export {
  type LogRow,
  type MatchedLog,
  matchLog,
  matchLoose,
  type OpenVisit,
  type SeatedVisit,
  seatNamed,
} from '#src/visits/match-log.ts'
export { PlannedVisits } from '#src/visits/planned-visits-file.ts'
export { FAULTS_TOLD, type FileBytes, TableFile } from '#src/visits/table-file.ts'
