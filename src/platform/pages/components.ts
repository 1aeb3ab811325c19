import type * as options from '#src/platform/pages/component-options.ts'
import type { Attributes } from '#src/platform/pages/component-options.ts'
import type { Html } from '#src/platform/pages/html.ts'
import { govuk, kept, moj } from '#src/platform/pages/macros.ts'

// The components of GOV.UK Frontend: https://design-system.service.gov.uk/components/
export const accordion = govuk<options.AccordionOptions>('accordion')
export const backLink = govuk<options.BackLinkOptions>('back-link')
export const breadcrumbs = kept(govuk<options.BreadcrumbsOptions>('breadcrumbs'))
export const button = kept(govuk<options.ButtonOptions>('button'))
export const characterCount = govuk<options.CharacterCountOptions>('character-count')
export const checkboxes = kept(govuk<options.CheckboxesOptions>('checkboxes'))
export const dateInput = kept(govuk<options.DateInputOptions>('date-input'))
export const details = govuk<options.DetailsOptions>('details')
export const errorMessage = govuk<options.ErrorMessageOptions>('error-message')
export const errorSummary = govuk<options.ErrorSummaryOptions>('error-summary')
export const fieldset = kept(govuk<options.FieldsetOptions>('fieldset'))
export const fileUpload = govuk<options.FileUploadOptions>('file-upload')
export const hint = kept(govuk<options.HintOptions>('hint'))
export const input = kept(govuk<options.InputOptions>('input'))
export const insetText = govuk<options.InsetTextOptions>('inset-text')
export const label = kept(govuk<options.LabelOptions>('label'))
export const notificationBanner = govuk<options.NotificationBannerOptions>('notification-banner')
export const pagination = kept(govuk<options.PaginationOptions>('pagination'))
export const panel = govuk<options.PanelOptions>('panel')
export const passwordInput = govuk<options.PasswordInputOptions>('password-input')
export const phaseBanner = govuk<options.PhaseBannerOptions>('phase-banner')
export const radios = kept(govuk<options.RadiosOptions>('radios'))
export const select = kept(govuk<options.SelectOptions>('select'))
export const serviceNavigation = kept(govuk<options.ServiceNavigationOptions>('service-navigation'))
export const skipLink = kept(govuk<options.SkipLinkOptions>('skip-link'))
export const summaryList = govuk<options.SummaryListOptions>('summary-list')
export const table = govuk<options.TableOptions>('table')
export const tabs = govuk<options.TabsOptions>('tabs')
export const tag = kept(govuk<options.TagOptions>('tag'))
export const taskList = govuk<options.TaskListOptions>('task-list')
export const textarea = govuk<options.TextareaOptions>('textarea')
export const warningText = govuk<options.WarningTextOptions>('warning-text')

// The Ministry of Justice's: https://design-patterns.service.justice.gov.uk/components/ The package documents no options.
type Words = { text: string } | { html: Html }
type Common = { classes?: string; attributes?: Attributes }

export const filterPanel = kept(
  moj<
    Common & {
      heading: Words
      selectedFilters?: {
        heading: Words
        clearLink: { text: string; href: string }
        categories: readonly { heading: Words; items: readonly { text: string; href: string }[] }[]
      }
      submit?: { text?: string; attributes?: Attributes }
      optionsHtml: Html
    }
  >('filter'),
)

export const timeline = moj<
  Common & {
    headingLevel?: number
    items: readonly (Common & {
      label: Words
      byline?: Words
      /** `timestamp` for machines; `format` is printed as the reader sees it. */
      datetime: { timestamp: string; format: string }
      text?: string
      html?: Html
    })[]
  }
>('timeline')

export const subNavigation = moj<
  Common & {
    label?: string
    items: readonly (Common & { text?: string; html?: Html; href: string; active?: boolean })[]
  }
>('sub-navigation')

export const badge = moj<Common & Words>('badge')
export const alert = moj<
  Common & {
    variant: 'information' | 'success' | 'warning' | 'error'
    title: string
    showTitleAsHeading?: boolean
    text?: string
    html?: Html
    role?: string
  }
>('alert')
