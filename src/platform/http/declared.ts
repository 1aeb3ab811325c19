import type { ApiCall, ApiSpec, Doors, OpenHandler, PageHandler, PageOptions } from '#src/platform/http/doors.ts'
import type { Asset } from '#src/platform/pages/assets.ts'

type Common = { method: string; url: string }
export type DeclaredPage = Common & { options: PageOptions } & (
    | { door: 'staff' | 'portal'; grant: string; handler: PageHandler }
    | { door: 'open'; handler: OpenHandler }
  )
// The types of one call are known where it is declared; here all calls are alike.
// biome-ignore lint: see above
export type DeclaredCall = Common & {
  spec: ApiSpec<any, any, any, any>
  handler: (call: ApiCall<any, any, any>) => any
}

export type Declared = { pages: DeclaredPage[]; calls: DeclaredCall[]; assets: Asset[] }

const GRANT = /^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/

/** Collects what the stages declare; refuses a route without a grant, since nobody would guard it. */
export function declareRoutes(routes: readonly ((doors: Doors) => void)[]): Declared {
  const declared: Declared = { pages: [], calls: [], assets: [] }
  const doors: Doors = {
    staff: (route, grant, handler, options = {}) =>
      declared.pages.push({ ...split(route), door: 'staff', grant: checked(route, grant), handler, options }),
    portal: (route, grant, handler, options = {}) =>
      declared.pages.push({ ...split(route), door: 'portal', grant: checked(route, grant), handler, options }),
    open: (route, handler, options = {}) => declared.pages.push({ ...split(route), door: 'open', handler, options }),
    asset: (file) => declared.assets.push(file),
    api: (route, spec, handler) => {
      checked(route, spec.grant)
      declared.calls.push({ ...split(route), spec, handler })
    },
  }
  for (const declare of routes) declare(doors)
  return declared
}

function split(route: string): Common {
  const [method = '', url = ''] = route.split(' ')
  return { method, url }
}

function checked(route: string, grant: string): string {
  if (!GRANT.test(grant)) throw new Error(`${route} needs a grant such as 'brokerage.see', not '${grant}'`)
  return grant
}

/** The methods that an address answers to, for 405 and OPTIONS. */
export function allowedMethods(declared: Declared): (path: string) => string[] {
  const known = [...declared.pages, ...declared.calls].map(({ method, url }) => ({
    method,
    pattern: new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`),
  }))
  return (path) => {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return [...methods].sort()
  }
}
