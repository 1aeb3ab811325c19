export { beginStandstillOf, decideAwardOf } from '#src/tendering/awards/award-commands.ts'
export { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
export { declareConflict, giveMarks, lockOwnScores, nameAssessorOf } from '#src/tendering/evaluation/assess-commands.ts'
export { checkConditionOf, checkExclusion } from '#src/tendering/evaluation/check-commands.ts'
export { readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
export { agreeMarks, agreeQuality } from '#src/tendering/evaluation/moderate-commands.ts'
export { confirmRanking, openPrices } from '#src/tendering/evaluation/price-commands.ts'
export type { Award, AwardedLot } from '#src/tendering/awards/award.ts'
export {
  findAward,
  listAwardedLots,
  listLotsWithoutContract,
  type LotContract,
  type LotWithoutContract,
  noteContract,
} from '#src/tendering/awards/award.store.ts'
export { attachFile, saveOwnDraft, submitBid } from '#src/tendering/bids/bid-commands.ts'
export { confirmOpeningOf, openBids } from '#src/tendering/bids/opening-commands.ts'
export { answerClarification, askClarification } from '#src/tendering/clarifications/clarification-commands.ts'
export { type FileType, FILE_TYPES } from '#src/tendering/documents/file-type.ts'
export {
  type BroughtFile,
  type FileRefusal,
  keepFile,
  MOST_DOCUMENT_BYTES,
} from '#src/tendering/documents/file-commands.ts'
export { addDocument } from '#src/tendering/documents/document-commands.ts'
export { recordEngagement } from '#src/tendering/engagement/engagement-commands.ts'
export { draftTender, editTender, publishTender } from '#src/tendering/tenders/tender-commands.ts'
export { notePlacedShare } from '#src/tendering/awards/placed-share.store.ts'
export type { PriceLine, Spec } from '#src/tendering/tenders/spec.ts'
export { findTender } from '#src/tendering/tenders/tender.store.ts'
export type { TenderingFact } from '#src/tendering/facts.ts'
export { listExcluded } from '#src/tendering/exclusions/exclusion.store.ts'
export { listeners } from '#src/tendering/listeners.ts'
export { importReleaseFile } from '#src/tendering/market-watch/import-releases.job.ts'
export { chunkedTables } from '#src/tendering/market-watch/market-import.store.ts'
export { listLotMeasures, type LotMeasure } from '#src/tendering/lot-measures/lot-measure.store.ts'
export { mails } from '#src/tendering/mails.ts'
export { beginApplication, giveEvidence, sendToCouncil } from '#src/tendering/joining/join-commands.ts'
export { openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
export { loadMembers, type LoadedMember } from '#src/tendering/markets/load-members.store.ts'
export { recheckMarket } from '#src/tendering/markets/member-check-commands.ts'
export { listSuspended } from '#src/tendering/markets/member.store.ts'
export { countPassedOver } from '#src/tendering/ranked-lists/call-off.store.ts'
export {
  askInCallOff,
  beginCallOff,
  noteCallOffAnswer,
  noteMemberMeasures,
  rankedMembers,
  rankMarket,
} from '#src/tendering/ranked-lists/rank-commands.ts'
export type { ContractEvent } from '#src/tendering/notices/duties.ts'
export { noteContractEvent } from '#src/tendering/notices/notice-commands.ts'
export { panels, search, work } from '#src/tendering/panels.ts'
export {
  detailsDueDay,
  dutiesOf,
  type Duties,
  isRegime,
  PA23_FROM,
  REGIMES,
  type Regime,
  regimeName,
  thresholdPence,
} from '#src/tendering/regime/regime.ts'
export { standstillFrom } from '#src/tendering/regime/standstill.ts'
export { routes } from '#src/tendering/routes.ts'
export { jobs } from '#src/tendering/tendering.job.ts'
export { words } from '#src/tendering/words.ts'
