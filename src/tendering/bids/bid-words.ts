/** What a bidder is told: what is missing, what is wrong, and the cure. */
import { sentence } from '#src/base/sentence.ts'
import {
  type AnswerRefusal,
  type CompanyRefusal,
  FILE_BYTES,
  type FileRefusal,
  limitsInWords,
  type LotsRefusal,
  type Missing,
  MOST_FILES,
  type PriceFault,
} from '#src/tendering/bids/bid.ts'
import type { ClosedRefusal } from '#src/tendering/bids/bid-commands.ts'
import type { PriceLine } from '#src/tendering/tenders/spec.ts'

const MEGABYTE = 1024 * 1024

/** "1.4 MB" */
export const sizeWords = (bytes: number): string =>
  bytes < MEGABYTE
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(Math.round((bytes * 10) / MEGABYTE) / 10).toFixed(1)} MB`

export function missingWords(missing: Missing): string {
  switch (missing.part) {
    case 'company':
      if (missing.what === 'nobody to ask') return 'Say whom the council may ask about this bid'
      return missing.what === 'not answered'
        ? `Say whether you meet condition ${missing.condition.key}`
        : `Attach a file that shows that you meet condition ${missing.condition.key}`
    case 'lots':
      return 'Choose at least one lot to bid for'
    case 'answers':
      return missing.what === 'not answered'
        ? `Answer question ${missing.question.key}`
        : `Cut the answer to question ${missing.question.key}: it has ${missing.words} words and may have ${missing.question.mostWords}`
    case 'prices':
      return `Lot ${missing.lot}, ${missing.line.title}: ${sentence(priceWords(missing.line, missing.what))}`
  }
}

/** The price's cure, such as "Enter a price of at most £24.50". */
export const priceWords = (line: PriceLine, fault: PriceFault): string =>
  fault === 'no price'
    ? 'Enter a price in pounds and pence'
    : `Enter a price of ${limitsInWords({ ...line, floorPence: null })}: it is ${fault}`

export function companyWords(refusal: CompanyRefusal): { field: string; message: string } {
  switch (refusal) {
    case 'email is no address':
      return { field: 'email', message: 'Enter an email address, such as name@example.com' }
    case 'too long':
      return { field: 'name', message: 'Something is too long: names have up to 200 letters, explanations up to 4,000' }
    case 'no such condition':
      return { field: 'name', message: 'The tender has changed. Look at its conditions again' }
    case 'too many subcontractors':
      return { field: 'subcontractor', message: 'Name at most 20 subcontractors' }
  }
}

export function lotsWords(refusal: LotsRefusal): { field: string; message: string } {
  switch (refusal) {
    case 'no such lot':
      return { field: 'mostLots', message: 'The tender has changed. Look at its lots again' }
    case 'a lot twice':
      return { field: 'mostLots', message: 'Give each lot a place of its own in your order' }
    case 'wants more lots than it bids for':
      return { field: 'mostLots', message: 'Want at most as many lots as you bid for, or leave it empty' }
    case 'wants no lot':
      return { field: 'mostLots', message: 'Enter a number from 1, or leave it empty' }
  }
}

export const answerWords = (refusal: AnswerRefusal): string =>
  refusal === 'too long'
    ? 'The answer is too long to be kept: cut it to 20,000 characters'
    : 'The tender has changed. Look at its questions again'

export function fileWords(refusal: FileRefusal): string {
  switch (refusal) {
    case 'no file':
      return 'Choose a file'
    case 'empty':
      return 'The file is empty. Choose another'
    case 'too large':
      return `Choose a file of up to ${sizeWords(FILE_BYTES)}`
    case 'not a kind that is taken':
      return 'Choose a PDF, Word, Excel, CSV or text file. It must be what its name says, and hold no macros'
    case 'too many files':
      return `A bid has at most ${MOST_FILES} files. Remove one first`
    case 'no such part':
      return 'Choose what the file belongs to'
  }
}

/** Why nothing is taken, whatever was typed. */
export function closedWords(why: ClosedRefusal): string {
  switch (why) {
    case 'no such tender':
      return 'There is no such tender'
    case 'cancelled':
      return 'The council has cancelled this tender. Nothing more is taken'
    case 'late':
      return 'The deadline has passed. Nothing more is taken; what you had saved is kept'
    case 'no seal key':
    case 'another seal key':
      return 'The council’s server cannot open what you saved: its seal key is missing or was changed. Tell the council at once; nothing is lost'
    case 'not a member':
      return 'Only members of the list that this tender is for may bid. Apply to join the list first'
    case 'suspended':
      return 'Nothing is taken while your membership of the list is suspended. What you had saved is kept; put right what it was suspended for, or ask the council'
    case 'the draft is damaged':
      return 'What you saved cannot be read. Tell the council at once'
  }
}
