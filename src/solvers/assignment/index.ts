export { type Listening, solveApart } from '#src/solvers/assignment/apart.ts'
export type { Option, Problem } from '#src/solvers/assignment/problem.ts'
export { type Budget, type Progress, type Solution, solve } from '#src/solvers/assignment/solve.ts'
