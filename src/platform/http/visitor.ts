import { type Actor, visitorOf } from '#src/platform/actor.ts'
import { listCouncils } from '#src/platform/councils.ts'
import { notFound, type OpenVisit, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'

export type Visitor = {
  readonly actor: Actor
  readonly councilName: string /** `/public/wenbury` */
  readonly path: string
}

/** "St Mary's Council" is found at `/public/st-mary-s-council`. */
export const councilPath = (name: string): string =>
  `/public/${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`

/**
 * Who reads a public page at `/public/:council/…`: a visitor of the council that the path names, whoever is signed in.
 * Undefined where no council has that name.
 */
export async function visitorAt({ shell, params }: Pick<OpenVisit, 'shell' | 'params'>): Promise<Visitor | undefined> {
  const asked = `/public/${params['council']}`
  const found = (await listCouncils(shell.database)).find(({ name }) => councilPath(name) === asked)
  return found && { actor: visitorOf(found.council), councilName: found.name, path: asked }
}

/** Leads staff to a public page of their council, as everybody reads it. */
export const leadToPublic =
  (page: `/${string}`) =>
  async ({ actor, shell }: Visit): Promise<Reply> => {
    const council = (await listCouncils(shell.database)).find((one) => one.council === actor.council)
    return council ? seeOther(`${councilPath(council.name)}${page}`) : notFound()
  }
