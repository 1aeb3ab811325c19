export { type Listening, solveApart } from '#src/solvers/assignment/apart.ts'
export type { Option, Problem } from '#src/solvers/assignment/problem.ts'
export type { Budget, Progress } from '#src/solvers/assignment/search.ts'
export { type Solution, solve } from '#src/solvers/assignment/solve.ts'
