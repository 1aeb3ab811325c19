/** A provider's own statements: the officer's pages with the provider's surroundings, over rows of its own alone. */
import {
  listStatementsPage,
  printStatement,
  PROVIDER_DOOR,
  showStatement,
  statementCsv,
} from '#src/payments/statements/statements.page.ts'

export const listOwnStatements = listStatementsPage(PROVIDER_DOOR)
export const showOwnStatement = showStatement(PROVIDER_DOOR)
export const printOwnStatement = printStatement
export const ownStatementCsv = statementCsv
