import { listPosts } from '#src/councils/joint/joint.store.ts'
import { findOfficer } from '#src/councils/officer.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import { type OpenVisit, page, type Reply, seeOther } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen } from '#src/platform/pages/queue.ts'

/** An officer who works for their council and in joint arrangements says for which of them now. */
export async function showWorkingFor(visit: OpenVisit): Promise<Reply> {
  const { actor, shell, csrf } = visit
  if (actor?.kind !== 'officer') return seeOther('/sign-in')
  const posts = await listPosts(shell.database, actor.council, actor.id)
  return page({
    title: 'Work for another council',
    content:
      posts.length < 2
        ? html`<p class="govuk-body">You work for one council alone. An administrator can send you into a joint arrangement under Council settings, Joint arrangements.</p>`
        : postForm({
            action: '/working-for',
            csrf,
            content: html`${radiosField({
              name: 'council',
              label: 'Which council do you work for now?',
              value: String(actor.council),
              choices: posts.map(({ council, councilName }) => ({ value: String(council), text: councilName })),
            })}${submit('Continue')}`,
          }),
  })
}

/** The session becomes that of the same person at the other place: their roles there count, and nothing of the place they left. */
export async function postWorkingFor(visit: OpenVisit): Promise<Reply> {
  const { actor, shell, form, session } = visit
  const door = session.signedIn?.door
  if (actor?.kind !== 'officer' || door !== 'staff') return seeOther('/sign-in')
  const council = Number(chosen(form, 'council')[0])
  const post = (await listPosts(shell.database, actor.council, actor.id)).find((one) => one.council === council)
  if (!post) return showWorkingFor(visit)
  // Signed in by the reference in the trial, by the directory's identity elsewhere: the new session goes by the same.
  const byReference = session.signedIn?.identity === actor.id
  const officer = await shell.read(systemActor(council), (tx) => findOfficer(tx, post.officerRef))
  const identity = byReference ? post.officerRef : officer?.identity
  if (identity === undefined) return showWorkingFor(visit)
  visit.signIn({ door: 'staff', identity, council })
  return seeOther('/my-work', `You now work for ${post.councilName}.`)
}
