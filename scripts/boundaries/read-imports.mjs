/** Reads from one source what it imports, in every spelling, and how it starts programs. */
import { parseSync } from 'oxc-parser';

/** Calls `visit` for every node of a syntax tree. */
function walk(node, visit) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit);
    return;
  }
  if (typeof node.type === 'string') visit(node);
  for (const key of Object.keys(node)) if (key !== 'parent') walk(node[key], visit);
}

/** The text of a literal, also of a template without holes; undefined if it is computed. */
function literal(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0].value.cooked;
  }
  return undefined;
}

/**
 * `import { type X }` counts as an import of the module: with `verbatimModuleSyntax` the statement
 * stays and runs the module. Only `import type` and `export type` leave nothing behind.
 */
function importIn(node) {
  switch (node.type) {
    case 'ImportDeclaration':
      return { target: literal(node.source), isType: node.importKind === 'type' };
    case 'ExportAllDeclaration':
      return { target: literal(node.source), isType: node.exportKind === 'type' };
    case 'ExportNamedDeclaration':
      if (!node.source) return undefined;
      return { target: literal(node.source), isType: node.exportKind === 'type' };
    case 'ImportExpression':
      return { target: literal(node.source), isType: false };
    case 'TSImportType':
      return { target: literal(node.source ?? node.argument?.literal), isType: true };
    case 'TSImportEqualsDeclaration':
      if (node.moduleReference.type !== 'TSExternalModuleReference') return undefined;
      return {
        target: literal(node.moduleReference.expression),
        isType: node.importKind === 'type',
      };
    case 'CallExpression':
      if (!isRequire(node.callee)) return undefined;
      return { target: literal(node.arguments[0]), isType: false };
    default:
      return undefined;
  }
}

/** `require(…)` and `require.resolve(…)`. */
function isRequire(callee) {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return callee.type === 'MemberExpression' && callee.object.name === 'require';
}

const starters = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork']);
const shells = new Set(['exec', 'execSync']);
const isChildProcess = (name) => /^(node:)?child_process$/.test(name ?? '');

/** The last name of what is called: `spawn` of `spawn(…)` and of `processes.spawn(…)`. */
const calledName = ({ callee }) =>
  callee.type === 'MemberExpression' ? callee.property.name : callee.name;

const keyName = ({ key }) => key?.name ?? key?.value;

/** Ways to run a command line of text: `exec`, `execSync`, and the `shell` option. */
function shellIn(node, isProcessModule) {
  if (node.type === 'ImportDeclaration' && isChildProcess(literal(node.source))) {
    const names = node.specifiers.map(({ imported }) => imported?.name ?? imported?.value);
    const bad = names.find((name) => shells.has(name));
    return (
      bad && `${bad} of child_process runs a shell; use spawn or execFile with a list of words`
    );
  }
  if (node.type === 'MemberExpression' && isProcessModule(node.object)) {
    const name = node.property.name ?? node.property.value;
    return shells.has(name) && `${name} of child_process runs a shell; use spawn or execFile`;
  }
  if (node.type !== 'CallExpression' || !starters.has(calledName(node))) return undefined;
  const options = node.arguments.filter(({ type }) => type === 'ObjectExpression');
  const shell = options
    .flatMap(({ properties }) => properties)
    .find((it) => keyName(it) === 'shell');
  return shell && shell.value?.value !== false && 'the option shell runs a shell';
}

/** Names that stand for the whole of child_process: `import * as x`, `import x`, `x = require()`. */
function processModuleNames(program) {
  const names = new Set();
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration' && isChildProcess(literal(node.source))) {
      for (const { type, local } of node.specifiers) {
        if (type !== 'ImportSpecifier') names.add(local.name);
      }
    }
  });
  return names;
}

/**
 * @param {string} file its name decides whether it is read as TSX
 * @param {string} source
 * @returns {{ imports: { target: string | undefined, isType: boolean, line: number }[],
 *   shells: { what: string, line: number }[] }} a `target` that is undefined is computed
 */
export function readImports(file, source) {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0].message}`);
  const lineOf = (offset) => source.slice(0, offset).split('\n').length;
  const modules = processModuleNames(program);
  const isProcessModule = (node) => node.type === 'Identifier' && modules.has(node.name);
  const imports = [];
  const shellUses = [];
  walk(program, (node) => {
    const found = importIn(node);
    if (found) imports.push({ ...found, line: lineOf(node.start) });
    const what = shellIn(node, isProcessModule);
    if (what) shellUses.push({ what, line: lineOf(node.start) });
  });
  return { imports, shells: shellUses };
}
