/** What a statement goes through, by its plan as it was carried out. */
import type { Engine, Session } from '#src/platform/engine.ts'

/** A step of a plan, of what `explain` says of it. */
export type PlanNode = {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Join Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

/** How many rows of a table a step went through, those that it left out too. */
export type Gone = { readonly table: string; readonly rows: number }

export function goneThrough(node: PlanNode): Gone[] {
  const left =
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  const rows = Math.round((node['Actual Rows'] + left) * node['Actual Loops'])
  const table = node['Relation Name']
  return [...(table === undefined ? [] : [{ table, rows }]), ...(node.Plans ?? []).flatMap(goneThrough)]
}

/** Of each text so many are explained: other values may take another way. */
const EXPLAINED = 3

/** The engine, carrying out each statement that reads once more for its plan. */
export function tellingPlans(engine: Engine, heard: (plan: PlanNode, text: string) => void): Engine {
  const times = new Map<string, number>()
  const told = async (session: Session, text: string, parameters: readonly unknown[]): Promise<void> => {
    const before = times.get(text) ?? 0
    times.set(text, before + 1)
    if (
      before >= EXPLAINED ||
      !/^[\s(]*(select|with)\b/i.test(text) ||
      /\binsert into\b|\bupdate \w|\bdelete from\b/i.test(text)
    )
      return
    const { rows } = await session.query(`explain (analyze, timing off, format json) ${text}`, parameters)
    const [row] = rows as [{ 'QUERY PLAN': string | readonly { Plan: PlanNode }[] }]
    const plans = typeof row['QUERY PLAN'] === 'string' ? JSON.parse(row['QUERY PLAN']) : row['QUERY PLAN']
    heard(plans[0].Plan, text)
  }
  return {
    ...engine,
    session: (work) =>
      engine.session((session) =>
        work({
          ...session,
          async query(text, parameters) {
            const answer = await session.query(text, parameters)
            await told(session, text, parameters ?? [])
            return answer
          },
        }),
      ),
  }
}
