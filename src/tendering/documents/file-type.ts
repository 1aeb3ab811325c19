/** What a file is, told by its content: what it is called proves nothing. */
export const FILE_TYPES = {
  pdf: { name: 'PDF', type: 'application/pdf' },
  docx: { name: 'Word', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  xlsx: { name: 'Excel', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  csv: { name: 'CSV', type: 'text/csv; charset=utf-8' },
  txt: { name: 'Text', type: 'text/plain; charset=utf-8' },
} as const
export type FileType = keyof typeof FILE_TYPES

/** So much of the beginning and of the end is enough to tell: the contents of a Word or Excel file are listed at its end. */
export const LOOKED_AT_BYTES = 65_536

export type FileLook = { readonly filename: string; readonly head: Uint8Array; readonly tail: Uint8Array }

const beginsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length && [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0))

const latin = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** The kind of a file that may be taken; undefined for every other, also where its name says that it is another than it is. */
export function fileTypeOf({ filename, head, tail }: FileLook): FileType | undefined {
  const ending = filename.toLowerCase().split('.').at(-1) ?? ''
  const found = typeByContent(head, tail, ending)
  return found === ending ? found : undefined
}

function typeByContent(head: Uint8Array, tail: Uint8Array, ending: string): FileType | undefined {
  if (beginsWith(head, '%PDF-')) return 'pdf'
  if (beginsWith(head, 'PK\u0003\u0004')) return officeType(latin(tail))
  if (!isText(head) || !isText(tail)) return undefined
  return ending === 'csv' ? 'csv' : 'txt'
}

/** By the names in the list at the end; one with macros could do things and is refused. */
function officeType(list: string): FileType | undefined {
  if (list.includes('vbaProject.bin')) return undefined
  if (list.includes('word/document.xml')) return 'docx'
  return list.includes('xl/workbook.xml') ? 'xlsx' : undefined
}

/** Text has no byte that only a program would write: nothing below a space but tab, line feed, form feed and return. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 12 || byte === 13)
