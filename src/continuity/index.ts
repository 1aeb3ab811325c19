export { listEverybody } from '#src/continuity/affected/affected-commands.ts'
export { beginExit, classExit, finishExit } from '#src/continuity/exits/exit-commands.ts'
export { words } from '#src/continuity/facts.ts'
export { listeners } from '#src/continuity/listeners.ts'
export { panels, search, work } from '#src/continuity/panels.ts'
export { askPlan, putForward, workPlan } from '#src/continuity/plans/plan-commands.ts'
export { jobs } from '#src/continuity/continuity.job.ts'
export { askProviders } from '#src/continuity/desk/ask-commands.ts'
export {
  answerMove,
  completeStep,
  endOldCare,
  placeMove,
} from '#src/continuity/desk/desk-commands.ts'
export { hearProvider } from '#src/continuity/desk/hear-commands.ts'
export { rehearse, rehearseAll } from '#src/continuity/rehearsals/rehearsal-commands.ts'
export { routes } from '#src/continuity/routes.ts'
export { tellOfPeople, tellOfPerson } from '#src/continuity/told/known-person-commands.ts'
