import type { Html } from '#src/platform/pages/html.ts'

/** The door that a page is served behind decides its header, navigation and footer. */
export type PageKind = 'staff' | 'portal' | 'open' | 'print'

export type Crumb = { text: string; href?: string }

export type TagColour = 'grey' | 'green' | 'teal' | 'blue' | 'purple' | 'magenta' | 'red' | 'orange' | 'yellow'
export type StatusTag = { text: string; colour?: TagColour }

/** A button at the right of the title: a link (`href`) or a form of one button (`post`, with the fields it sends). */
export type Action = {
  text: string
  kind?: 'secondary' | 'warning'
  href?: string
  post?: string
  fields?: Record<string, string | number>
}

/** One of the key facts in the strip under the title: "Due 23 November 2026". */
export type KeyFact = { label: string; value: Html | string | number }

/** One entry of the navigation between the parts of a record. */
export type Tab = { text: string; href: string; count?: number | string; current?: boolean }

/** What is wrong with one field of a form, and the cure; `field` is the field's name. */
export type FieldError = { field: string; message: string }

/** What a handler hands to its door; the door adds the chrome. */
export type Page = {
  /** The h1, and the first part of the browser's title. */
  title: string
  /** The key of the navigation item that is current, such as 'packages'. */
  section?: string
  /** The line above the title: "Package PK-1042". */
  caption?: string
  breadcrumbs?: readonly Crumb[]
  tags?: readonly (StatusTag | undefined | false)[]
  actions?: readonly (Action | undefined | false)[]
  facts?: readonly (KeyFact | undefined | false)[]
  tabs?: readonly Tab[]
  /** Shown as the error summary, each linked to its field; the title says "Error: ". */
  errors?: readonly FieldError[]
  /** A warning above the content: a heading and what to do. */
  notice?: { heading: string; content?: Html | string } | false
  content: Html
  /** The right third: what happens next, the timeline. */
  aside?: Html
  /** The content takes the full width (queues, figures) rather than two thirds. */
  wide?: boolean
}

/** An entry of the main navigation; current when `section` is the page's. */
export type NavigationItem = { section: string; text: string; href: string }

/** Told once at the top of the next page: in green what was done, as important that something was not. */
export type Flash = { readonly words: string; readonly isDone: boolean }

/** What surrounds a page; the doors fill it from the session. */
export type Chrome = {
  /** "Wenbury Council" */
  council: string
  userName?: string
  signOutPath?: string
  /** Where the council's name in the header leads. */
  homePath?: string
  navigation: readonly NavigationItem[]
  /** Undefined: no search box. */
  search?: { action: string; words?: string }
  csrf: string
  /** True when the store is the trial one: the footer says so on every page. */
  trial: boolean
  flash?: Flash
}
