#!/usr/bin/env node
// The command line, started by any Node from 20 on: src/main.ts needs the project's own.
import path from 'path'
import { becomeNode, ROOT, setUp } from './set-up.js'

const node = setUp({ wants: 'running' })
// npm runs scripts in the project's folder; the files that a person names are where the person is.
const from = process.env.npm_lifecycle_event === 'almoner' && process.env.INIT_CWD
if (from) process.chdir(from)
becomeNode(node, [path.join(ROOT, 'src', 'main.ts')].concat(process.argv.slice(2)))
