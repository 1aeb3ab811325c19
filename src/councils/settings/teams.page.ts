import { addTeam, renameTeam } from '#src/councils/officer-commands.ts'
import { listTeamSizes } from '#src/councils/officer.store.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

type Typed = { readonly name: string; readonly errors: readonly FieldError[] }

export async function listTeamsPage(visit: Visit, typed: Typed = { name: '', errors: [] }): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const teams = await shell.read(actor, listTeamSizes)
  const manages = may(actor, 'councils.manage')
  return page(
    {
      title: 'Teams',
      breadcrumbs: settingsCrumbs({ text: 'Teams' }),
      errors: typed.errors,
      content: html`${dataTable({
        caption: 'Teams',
        captionHidden: true,
        rows: teams,
        empty: 'There is no team yet.',
        columns: [
          {
            heading: 'Team',
            cell: (team) =>
              html`${manages ? link(team.name, `/teams/${encodeURIComponent(team.teamRef)}`) : team.name}${small(team.teamRef)}`,
          },
          { heading: 'Officers', format: 'number', cell: (team) => team.officers },
        ],
      })}${
        manages &&
        section(
          'Add a team',
          postForm({
            action: '/teams',
            csrf,
            content: html`${nameField(typed)}${submit('Add the team')}`,
          }),
        )
      }`,
    },
    { status: typed.errors.length > 0 ? 400 : 200 },
  )
}

const nameField = ({ name, errors }: Typed) =>
  textField({ name: 'name', label: 'Name of the team', value: name, width: 30, errors })

const NAMELESS: FieldError = { field: 'name', message: 'Enter the name of the team' }
const TAKEN: FieldError = { field: 'name', message: 'There is a team of this name already. Enter another name' }

export async function postTeam(visit: Visit): Promise<Reply> {
  const name = typedText(visit.form, 'name')
  if (name === '') return listTeamsPage(visit, { name, errors: [NAMELESS] })
  const teams = await visit.shell.read(visit.actor, listTeamSizes)
  if (teams.some((team) => team.name.toLowerCase() === name.toLowerCase()))
    return listTeamsPage(visit, { name, errors: [TAKEN] })
  await addTeam(visit.shell, visit.actor, { name })
  return seeOther('/teams', `${name} has been added.`)
}

const teamView = (teamRef: string, typed: Typed, csrf: string): Page => ({
  title: 'Rename the team',
  caption: `Team ${teamRef}`,
  breadcrumbs: settingsCrumbs({ text: 'Teams', href: '/teams' }, { text: teamRef }),
  errors: typed.errors,
  content: postForm({
    action: `/teams/${encodeURIComponent(teamRef)}`,
    csrf,
    content: html`${nameField(typed)}${submit('Save the name', { href: '/teams' })}`,
  }),
})

export async function showTeam({ actor, shell, params, csrf }: Visit): Promise<Reply> {
  const team = (await shell.read(actor, listTeamSizes)).find(({ teamRef }) => teamRef === params['ref'])
  return team ? page(teamView(team.teamRef, { name: team.name, errors: [] }, csrf)) : notFound()
}

export async function postTeamName({ actor, shell, params, form, csrf }: Visit): Promise<Reply> {
  const teamRef = params['ref'] ?? ''
  const name = typedText(form, 'name')
  if (name === '') return page(teamView(teamRef, { name, errors: [NAMELESS] }, csrf), { status: 400 })
  const renamed = await renameTeam(shell, actor, { teamRef, name })
  if (renamed.ok) return seeOther('/teams', `The team is called ${name} now.`)
  if (renamed.error === 'no such team') return notFound()
  return page(teamView(teamRef, { name, errors: [TAKEN] }, csrf), { status: 400 })
}
