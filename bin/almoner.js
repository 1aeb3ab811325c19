#!/usr/bin/env node
// The command line, started by any Node from 20 on: src/main.ts needs the project's own.
import path from 'path'
import { becomeNode, ROOT, setUp } from './set-up.js'

const node = setUp({ wants: 'running' })
becomeNode(node, [path.join(ROOT, 'src', 'main.ts')].concat(process.argv.slice(2)))
