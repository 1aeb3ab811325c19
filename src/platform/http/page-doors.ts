import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { DeclaredPage } from '#src/platform/http/declared.ts'
import type { OpenVisit } from '#src/platform/http/doors.ts'
import { dropUploads, readForm } from '#src/platform/http/forms.ts'
import { admit, type Identities } from '#src/platform/http/guard.ts'
import type { RateLimits } from '#src/platform/http/rate-limits.ts'
import { type Chromes, send, sendErrorPage, tokenOf } from '#src/platform/http/send.ts'
import { signInSession, signOutSession } from '#src/platform/http/session.ts'

export type PageDoorOptions = {
  shell: Shell
  identities: Identities
  chromes: Chromes
  formBytes: number
  limits: RateLimits
  site: string | undefined
}

/** Staff, provider and open pages: guard, form, token, handler, chrome. */
export async function mountPages(app: FastifyInstance, pages: readonly DeclaredPage[], options: PageDoorOptions) {
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: options.formBytes })
  await app.register(multipart)
  app.setErrorHandler((error, request, reply) => sendErrorPage(error, request, reply, options.chromes))
  for (const declared of pages) mountPage(app, declared, options)
}

function mountPage(app: FastifyInstance, declared: DeclaredPage, options: PageDoorOptions): void {
  app.route({
    method: declared.method as 'GET' | 'POST',
    url: declared.url,
    bodyLimit: options.formBytes,
    schema: { hide: true },
    config: { door: declared.door, session: true, ...(declared.door === 'open' ? {} : { grant: declared.grant }) },
    onRequest: (request, reply) => enter(request, reply, declared, options),
    handler: async (request, reply) => {
      const visit = await visitOf(request, reply, declared, options)
      const answer =
        declared.door === 'open'
          ? await declared.handler(visit)
          : await declared.handler(visit as OpenVisit & { actor: Actor })
      return send(answer, request, reply, options.chromes)
    },
    onSend: dropUploads,
    onRequestAbort: dropUploads,
  })
}

async function enter(request: FastifyRequest, reply: FastifyReply, declared: DeclaredPage, options: PageDoorOptions) {
  if (declared.options.counted) await options.limits[declared.options.counted](request)
  if (declared.door === 'open') {
    const { signedIn } = request.session
    if (signedIn) request.actor = await options.identities.actorOf(signedIn)
    return
  }
  const signInPath = await admit(request, options.identities, declared.door, declared.grant)
  if (signInPath !== undefined) return reply.redirect(signInPath, 303)
}

async function visitOf(
  request: FastifyRequest,
  reply: FastifyReply,
  declared: DeclaredPage,
  { shell, site }: PageDoorOptions,
): Promise<OpenVisit> {
  const { form, files } = await readForm(request, reply, declared.options.uploads)
  return {
    actor: request.actor,
    shell,
    params: request.params as Record<string, string>,
    query: request.query as OpenVisit['query'],
    form,
    files,
    get csrf() {
      return tokenOf(request, reply)
    },
    url: request.url,
    site: site ?? `${request.protocol}://${request.host}`,
    get session() {
      return request.session
    },
    address: request.ip,
    signIn(signedIn) {
      signInSession(request, signedIn)
      // The new session gets its token now: the first page would have to save it again.
      reply.generateCsrf()
    },
    signOut: () => signOutSession(request),
  }
}
