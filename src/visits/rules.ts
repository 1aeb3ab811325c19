/** What of visits needs no database: the readers of the open formats, and who came to which visit. */
export { CallLog } from '#src/visits/call-log-file.ts'
export { type LogRow, matchLoose, type SeatedVisit, seatNamed } from '#src/visits/match-log.ts'
export { PlannedVisits } from '#src/visits/planned-visits-file.ts'
export { FAULTS_TOLD, type FileBytes, onOneLine, TableFile } from '#src/visits/table-file.ts'
