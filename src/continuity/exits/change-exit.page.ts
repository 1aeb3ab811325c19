/** An open exit is classed again, or its last day changed, with the reason. */
import { changeAnExit } from '#src/continuity/exits/exit-commands.ts'
import { type ChangeRefusal, isExitCause } from '#src/continuity/exits/exit.ts'
import { EXIT_CRUMB } from '#src/continuity/exits/exit-frame.page.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { causeFields, lastDayTyped } from '#src/continuity/exits/exits.page.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField, typedDay } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'

export const CHANGE_WORDS: Readonly<Record<ChangeRefusal, FieldError>> = {
  'not in this state': { field: 'cause', message: 'The exit is not open: nothing was changed' },
  'last day is past': { field: 'lastDay', message: 'Enter today or a later day, or leave it empty' },
  'no reason given': { field: 'why', message: 'Say why it is changed' },
  'nothing changed': { field: 'cause', message: 'Choose another cause, or enter another last day' },
}

export async function showChange(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, csrf, form } = visit
  const exitRef = params['ref'] ?? ''
  const exit = await shell.read(actor, (tx) => findExit(tx, exitRef))
  if (!exit || exit.state !== 'open') return notFound()
  const typed =
    errors.length > 0
      ? { cause: typedText(form, 'cause'), lastDay: typedDay(form, 'lastDay') }
      : { cause: exit.cause ?? '', lastDay: exit.lastDay ?? undefined }
  return page(
    {
      title: 'Change the cause or the last day',
      caption: `${exit.organisationName}, provider exit ${exitRef}`,
      section: 'exits',
      breadcrumbs: [EXIT_CRUMB, { text: exitRef, href: `/exits/${exitRef}` }, { text: 'Change' }],
      errors,
      content: postForm({
        action: `/exits/${exitRef}/change`,
        csrf,
        content: html`<p class="govuk-body">The council’s duty and the clocks follow. The clock of another cause begins now. Where more or less of its care ends, list everybody again.</p>${causeFields(typed, errors)}${textareaField(
          { name: 'why', label: 'Why is it changed?', rows: 3, value: typedText(form, 'why'), errors },
        )}${submit('Change the exit', { href: `/exits/${exitRef}` })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postChange(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const exitRef = params['ref'] ?? ''
  const cause = typedText(form, 'cause')
  const errors: FieldError[] = isExitCause(cause) ? [] : [{ field: 'cause', message: 'Choose why care ends' }]
  const lastDay = lastDayTyped(form, errors)
  if (!isExitCause(cause) || errors.length > 0) return showChange(visit, errors)
  const changed = await changeAnExit(shell, actor, { exitRef, cause, lastDay, why: typedText(form, 'why') })
  if (!changed.ok)
    return changed.error === 'no such exit' ? notFound() : showChange(visit, [CHANGE_WORDS[changed.error]])
  const listNow = changed.value.listedAt === null ? '. List everybody again: another part of its care ends' : ''
  return seeOther(`/exits/${exitRef}`, `The exit is changed${listNow}`)
}
