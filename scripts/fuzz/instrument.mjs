// For esbuild: our sources with a counter at every branch, and with what they read and allocate watched. What
// is counted and watched goes to `globalThis.fuzzed`, which `PRELUDE` makes; the sources' constants are
// collected, for inputs to be made of them.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** Stands before all that was instrumented. @param counters how many there may be, a multiple of four */
export const prelude = (counters) => `
const fuzzed = (globalThis.fuzzed ??= {
  counters: new Uint8Array(${counters}),
  allocated: 0,
});
const __c = fuzzed.counters;
function __read(from, at) {
  if (from instanceof Uint8Array && typeof at === 'number' && !(at >= 0 && at < from.length)) {
    throw new Error('reads byte ' + at + ' of ' + from.length);
  }
  return from[at];
}
function __made(buffer) {
  fuzzed.allocated += buffer.byteLength ?? buffer.length;
  return buffer;
}
`;

const BUFFERS =
  /^(Array|ArrayBuffer|DataView|(Big)?(Ui|I)nt(8|16|32|64)(Clamped)?Array|Float(32|64)Array)$/;

/**
 * @param which of a file's path, whether it is instrumented
 * @param strict whether its reads must stay within the array, too
 */
export function instrument({ which, strict, counters }) {
  let used = 0;
  const words = new Set();
  const next = () => used++ % counters;
  return {
    words,
    get used() {
      return used;
    },
    plugin: {
      name: 'instrument',
      setup({ onLoad }) {
        onLoad({ filter: /\.(ts|js|mjs)$/ }, ({ path }) => {
          if (!which(path)) return null;
          const { outputText } = ts.transpileModule(sourceOf(path), {
            fileName: path,
            compilerOptions: {
              ...{ target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true },
              allowJs: true,
            },
            transformers: { before: [transformer({ next, words, isStrict: strict(path) })] },
          });
          return { contents: outputText, loader: 'js' };
        });
      },
    },
  };
}

/** A source that still knows where it was when it is in a bundle: it may read files beside itself. */
export function sourceOf(path) {
  return readFileSync(path, 'utf8').replaceAll(
    'import.meta.url',
    JSON.stringify(pathToFileURL(path).href),
  );
}

function transformer({ next, words, isStrict }) {
  return (context) => {
    const { factory: f } = context;
    const name = (text) => f.createIdentifier(text);
    const count = () =>
      f.createPostfixIncrement(f.createElementAccessExpression(name('__c'), next()));
    const counted = (expression) =>
      f.createParenthesizedExpression(f.createComma(count(), expression));
    const block = (statement) => {
      const inner =
        statement && ts.isBlock(statement) ? statement.statements : statement ? [statement] : [];
      return f.createBlock([f.createExpressionStatement(count()), ...inner], true);
    };
    const watched = (to, ...args) => f.createCallExpression(name(to), undefined, args);

    function visit(node) {
      remember(node, words);
      if (
        ts.isTypeNode(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node)
      ) {
        return node;
      }
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isIfStatement(seen)) {
        return f.updateIfStatement(
          ...[seen, seen.expression, block(seen.thenStatement), block(seen.elseStatement)],
        );
      }
      if (ts.isConditionalExpression(seen)) {
        return f.updateConditionalExpression(
          ...[seen, seen.condition, seen.questionToken, counted(seen.whenTrue)],
          ...[seen.colonToken, counted(seen.whenFalse)],
        );
      }
      if (ts.isBinaryExpression(seen) && isShortcut(seen.operatorToken.kind)) {
        return f.updateBinaryExpression(seen, seen.left, seen.operatorToken, counted(seen.right));
      }
      if (ts.isCaseClause(seen)) {
        const statements = [f.createExpressionStatement(count()), ...seen.statements];
        return f.updateCaseClause(seen, seen.expression, statements);
      }
      if (ts.isIterationStatement(seen, false)) return loop(seen, block(seen.statement), f);
      if (ts.isArrowFunction(seen) && !ts.isBlock(seen.body)) {
        return f.updateArrowFunction(
          ...[seen, seen.modifiers, seen.typeParameters, seen.parameters, seen.type],
          ...[seen.equalsGreaterThanToken, counted(seen.body)],
        );
      }
      if (ts.isCatchClause(seen)) {
        return f.updateCatchClause(seen, seen.variableDeclaration, block(seen.block));
      }
      if (isStrict && ts.isElementAccessExpression(seen) && isRead(node)) {
        return watched('__read', seen.expression, seen.argumentExpression);
      }
      if (ts.isNewExpression(seen) && BUFFERS.test(seen.expression.text ?? '')) {
        return watched('__made', seen);
      }
      return seen;
    }

    return (file) => ts.visitNode(file, visit);
  };
}

/** A loop with another body. */
function loop(node, body, f) {
  if (ts.isForStatement(node)) {
    return f.updateForStatement(node, node.initializer, node.condition, node.incrementor, body);
  }
  if (ts.isForOfStatement(node)) {
    return f.updateForOfStatement(
      node,
      node.awaitModifier,
      node.initializer,
      node.expression,
      body,
    );
  }
  if (ts.isForInStatement(node)) {
    return f.updateForInStatement(node, node.initializer, node.expression, body);
  }
  return ts.isWhileStatement(node)
    ? f.updateWhileStatement(node, node.expression, body)
    : f.updateDoStatement(node, body, node.expression);
}

function isShortcut(kind) {
  return [
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
  ].includes(kind);
}

/** Not what is written to, called, or asked of what may not be there. */
function isRead(node) {
  if (node.questionDotToken) return false;
  let inner = node;
  let { parent } = node;
  while (ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent)) {
    inner = parent;
    parent = parent.parent;
  }
  if (ts.isBinaryExpression(parent) && parent.left === inner) {
    const { kind } = parent.operatorToken;
    return kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment;
  }
  if (ts.isCallExpression(parent) || ts.isDeleteExpression(parent))
    return parent.expression !== inner;
  if (ts.isPropertyAccessExpression(parent) && parent.questionDotToken) return false;
  if (ts.isArrayLiteralExpression(parent)) return false; // may be a pattern that is assigned to
  return !ts.isPrefixUnaryExpression(parent) && !ts.isPostfixUnaryExpression(parent);
}

/** Constants: numbers of more than two bits, and texts that are no sentences. */
function remember(node, words) {
  if (ts.isNumericLiteral(node)) {
    const value = Number(node.text);
    if (Number.isInteger(value) && value > 3) words.add(value);
  } else if (ts.isStringLiteralLike(node) && node.text.length > 0 && node.text.length <= 40) {
    if (!node.text.endsWith('.ts')) words.add(node.text);
  } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
    words.add(node.name.text);
  }
}
