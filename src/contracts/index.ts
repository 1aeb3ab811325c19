export { drawDown, type DrawDownAnswer, endDrawDown, enterContract, enterFramework } from '#src/contracts/commands.ts'
export {
  committedPence,
  type ContractListing,
  findContract,
  getContract,
  listContractsFor,
  listContractsOf,
  listDrawDownsOfPackage,
  lockContract,
} from '#src/contracts/contract.store.ts'
export {
  commitment,
  type Contract,
  type DrawDownRefusal,
  type Override,
  type Weights,
} from '#src/contracts/draw-down.ts'
export type { ContractFact } from '#src/contracts/facts.ts'
