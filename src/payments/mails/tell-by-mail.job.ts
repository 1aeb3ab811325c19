import { mails } from '#src/payments/mails/mail-text.ts'
import { type News, TELL_BY_MAIL, tellByMail } from '#src/payments/mails/tell-commands.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'

const isTemplate = (text: string): text is News['template'] => Object.hasOwn(mails, text)

export const mailJobs = (shell: Shell): Job[] => [
  {
    name: TELL_BY_MAIL,
    async run({ council, template, ref, at }) {
      const known = String(template)
      if (isTemplate(known))
        await tellByMail(shell, Number(council), { template: known, ref: String(ref), at: String(at) })
    },
  },
]
