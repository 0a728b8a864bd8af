import ts from 'typescript';

/** Functions of node and execa that give a line of text to a shell. */
const TEXT_RUNNERS = new Set(['exec', 'execSync', 'execaCommand', 'execaCommandSync', '$']);
const SHELLS = /^(.*\/)?(ba|da|z)?sh$/;

/**
 * Where a program's source hands text to a shell that is not the same each time: what values become part of, they
 * can change the meaning of. Values are handed over as arguments after the text: `['sh', '-c', TEXT, 'sh', value]`.
 * @returns `LINE: what` for each
 */
export function shellStrings(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const constants = constantsOf(file);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) for (const what of textRunnersOf(node)) report(node, what);
    if (ts.isPropertyAssignment(node) && isShellOption(node)) report(node, node.getText());
    if (ts.isArrayLiteralExpression(node)) {
      const script = scriptIn(node);
      if (script && !isConstant(script, constants)) report(script, `sh -c ${script.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Imports by which a line of text could be run; those of the whole module among them. */
function textRunnersOf({ moduleSpecifier, importClause }: ts.ImportDeclaration): string[] {
  const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
  if (!/^((node:)?child_process|execa)$/.test(from) || importClause?.isTypeOnly) return [];
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) return [`all of ${from}`];
  const names = bindings.elements.map((element) => (element.propertyName ?? element.name).text);
  return names.filter((one) => TEXT_RUNNERS.has(one)).map((one) => `${one} of ${from}`);
}

function isShellOption({ name, initializer }: ts.PropertyAssignment): boolean {
  return name.getText() === 'shell' && initializer.kind !== ts.SyntaxKind.FalseKeyword;
}

/** What follows `sh`, `-c` in a list of arguments. */
function scriptIn({ elements }: ts.ArrayLiteralExpression): ts.Expression | null {
  const words = elements.map((element) => (ts.isStringLiteral(element) ? element.text : null));
  const at = words.findIndex((word, i) => word === '-c' && SHELLS.test(words[i - 1] ?? ''));
  return at < 0 ? null : (elements[at + 1] ?? null);
}

/** All that is declared by `const NAME = ...`, wherever in the file. */
function constantsOf(file: ts.SourceFile): Map<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.Const) {
      for (const { name, initializer } of node.declarations) {
        if (ts.isIdentifier(name) && initializer) found.set(name.text, initializer);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether it is made of texts of the file alone; which of them may depend on what is asked for. */
function isConstant(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): boolean {
  const also = (other: ts.Expression) => isConstant(other, constants);
  if (ts.isStringLiteralLike(node)) return true;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return also(node.expression);
  if (ts.isConditionalExpression(node)) return also(node.whenTrue) && also(node.whenFalse);
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.every(({ expression }) => also(expression));
  }
  if (ts.isBinaryExpression(node)) {
    const isSum = node.operatorToken.kind === ts.SyntaxKind.PlusToken;
    return isSum && also(node.left) && also(node.right);
  }
  if (!ts.isIdentifier(node)) return false;
  const initializer = constants.get(node.text);
  const others = new Map([...constants].filter(([name]) => name !== node.text));
  return initializer !== undefined && isConstant(initializer, others);
}
