export { changeContract } from '#src/contracts/changes/change-commands.ts'
export { novateContract } from '#src/contracts/changes/novation-commands.ts'
export {
  drawDown,
  type DrawDownAnswer,
  endDrawDown,
  type EnterContract,
  enterContract,
  enterContractIn,
  enterFramework,
  type EnterRefusal,
  keepParticulars,
} from '#src/contracts/commands.ts'
export {
  chunkedTables,
  listDrawDownsOfPackage,
  loadDrawDowns,
  type LoadedDrawDown,
} from '#src/contracts/draw-downs/draw-down.store.ts'
export {
  committedPence,
  type ContractListing,
  findContract,
  getContract,
  listContractsFor,
  listContractsOf,
  listServices,
  lockContract,
} from '#src/contracts/contract.store.ts'
export {
  commitment,
  type Contract,
  type DrawDownRefusal,
  type Override,
  type Weights,
} from '#src/contracts/draw-down.ts'
export type { Particulars } from '#src/contracts/particulars.ts'
export type { ContractFact } from '#src/contracts/facts.ts'
export { words } from '#src/contracts/facts.ts'
export { giveNotice, withdrawNotice } from '#src/contracts/notice/notice-commands.ts'
export { type KeptTerms, PAY_CYCLES, type PayCycle, termsOn } from '#src/contracts/terms/terms.ts'
export { changeTerms } from '#src/contracts/terms/terms-commands.ts'
export { electronicFloors, listTermsOf } from '#src/contracts/terms/terms.store.ts'
export { periodBefore, type ToldMeasure } from '#src/contracts/kpis/kpi.ts'
export { addKpi, enterFigure, noteKpi } from '#src/contracts/kpis/kpi-commands.ts'
export { listToldKpis } from '#src/contracts/kpis/kpi.store.ts'
export { publishCopy, withdrawCopy } from '#src/contracts/copies/copy-commands.ts'
export { publishRegister } from '#src/contracts/published/publish-commands.ts'
export { nameLead } from '#src/contracts/lead/lead-commands.ts'
export { leadOf } from '#src/contracts/lead/lead.store.ts'
export { decideTermination, proposeTermination } from '#src/contracts/termination/termination-commands.ts'
export { hourTiersOn, type KeptHourTiers } from '#src/contracts/tiers/hour-tiers.ts'
export { listHourTiersOf } from '#src/contracts/tiers/hour-tiers.store.ts'
export { setHourTiers } from '#src/contracts/tiers/tiers-commands.ts'
export { mayRetier, tierOf } from '#src/contracts/tiers/tiers.ts'
export { tiersOn } from '#src/contracts/tiers/tiers.store.ts'
export { jobs } from '#src/contracts/contracts.job.ts'
export { panels, retained, search, work } from '#src/contracts/panels.ts'
export { routes } from '#src/contracts/routes.ts'
