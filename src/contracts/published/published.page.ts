import { listCouncils } from '#src/platform/councils.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { councilPath } from '#src/platform/http/visitor.ts'

/** Leads staff to the register as everybody reads it. */
export async function leadToRegister({ actor, shell }: Visit): Promise<Reply> {
  const council = (await listCouncils(shell.database)).find((one) => one.council === actor.council)
  return council ? seeOther(`${councilPath(council.name)}/contracts`) : notFound()
}
