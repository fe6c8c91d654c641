// node survey/expr/testdata/run_vectors.mjs: the phone's evaluator against the shared table.
import { readFileSync } from 'node:fs';
import * as expr from '../js/expr.js';
import { table } from '../js/expr_list.js';
import { grow } from '../js/expr_node.js';
import { check } from './check_vectors.mjs';

const read = name => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const data = read('vectors.json');
const failures = check({ ...expr, grow, table }, data, read('trees.json'));
for (const f of failures) console.log(f);
console.log(data.vectors.length + ' vectors, ' + failures.length + ' wrong');
process.exit(failures.length ? 1 : 0);
